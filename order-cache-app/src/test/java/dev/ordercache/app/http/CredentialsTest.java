package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Credentials> parse(String... lines) {
    return Credentials.parse(List.of(lines));
  }

  @ParameterizedTest
  @CsvSource({
    "ada:secret, ada, secret",
    "ada:se:cr:et, ada, se:cr:et",
    "ada:, ada, ''",
    "Zoë:pässwort, Zoë, pässwort",
    "Анна:€😀, Анна, €😀"
  })
  void areANameAndAPasswordInUtf8(String pair, String name, String password) {
    assertEquals(Optional.of(new Credentials(name, password)), parse("Basic " + base64(pair)));
  }

  @Test
  void mayBeWrittenInOtherWaysThatTheStandardAllows() {
    Optional<Credentials> ada = Optional.of(new Credentials("ada", "secret"));

    assertEquals(ada, parse("basic   YWRhOnNlY3JldA=="));
    assertEquals(ada, parse("BASIC YWRhOnNlY3JldA"), "without padding");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic =",
        "Basic YWRhOnNlY3JldA=",
        "Basic YWRhOnNl Y3JldA==",
        "Basic YWRhOnNlY3JldA==, Basic YWRhOnNlY3JldA==",
        "Basic _-8_",
        "BasicYWRhOnNlY3JldA==",
        "Bearer x",
        "Bearer YWRhOnNlY3JldA==",
        "Digest username=\"ada\"",
        "Negotiate YII="
      })
  void areNothingElse(String line) {
    assertEquals(Optional.empty(), parse(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", "", ":secret", "a\u0000da:secret", "ada:sec\nret", "ada:\u0085"})
  void haveANameAColonAndNoControlCharacters(String pair) {
    assertEquals(Optional.empty(), parse("Basic " + base64(pair)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"YWRhOnP8", "wK9hZGE6eA==", "7aCAOng=", "9JCAgDp4"})
  void areRefusedIfTheyAreNotUtf8(String notUtf8) {
    assertEquals(Optional.empty(), parse("Basic " + notUtf8));
  }

  @Test
  void areSentOnce() {
    String line = "Basic " + base64("ada:secret");

    assertEquals(Optional.empty(), parse(line, line));
    assertEquals(Optional.empty(), parse());
  }

  @Test
  void doNotShowThePassword() {
    assertFalse(new Credentials("ada", "secret").toString().contains("secret"));
  }
}
