package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;

/** Names of tests are shown as sentences. */
@DisplayNameGeneration(Sentences.class)
class SentencesTest {

  @Test
  void namesOfTestsBecomeSentences() throws Exception {
    assertEquals(
        "names of tests become sentences",
        new Sentences()
            .generateDisplayNameForMethod(
                List.of(),
                SentencesTest.class,
                SentencesTest.class.getDeclaredMethod("namesOfTestsBecomeSentences")));
  }
}
