package dev.ordercache.lab.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short run of {@link FuzzRun}, with the same requests each time if the answers are the same. */
class FuzzTest {

  private static final long REQUESTS = 6_000;
  private static final long SEED = 12;

  @ParameterizedTest(name = "with users: {0}")
  @ValueSource(booleans = {false, true})
  void everyRequestIsAnsweredAndNoneWithAnErrorOfTheAppsOwn(boolean users) throws Exception {
    assertEquals(List.of(), FuzzRun.run(REQUESTS, users, SEED));
  }
}
