package dev.ordercache.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.lab.ClaimResults;
import dev.ordercache.lab.kill.KillSetup.Mode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Row 39, a short run. Its seed is printed, and {@code -Dkill.seed=} sets it; {@code
 * benchmarks/kill} makes a long one.
 */
class KillTest {

  private static final int KILLS = 2;

  /** One is enough, unless the machine is very slow or the seed is unusual. */
  private static final int MAX_LEGS = 8;

  private final long seed = Long.getLong("kill.seed", System.nanoTime());

  @Test
  void whateverWasAcceptedEndsOnceAndInOrderThoughTheAppIsKilled() throws Exception {
    System.out.println("kills, seed " + seed);
    try (KillSetup setup = new KillSetup(Mode.MIXED, null, seed)) {
      ClaimResults<Promise> results = new ClaimResults<>(Promise.class);
      for (int leg = 0;
          leg < MAX_LEGS && results.violations() == 0 && !unchecked(results).isEmpty();
          leg++) {
        results.add(new RunPart(setup, leg, seed).run(KILLS));
      }

      assertEquals(0, results.violations(), results::report);
      assertEquals(List.of(), unchecked(results), results::report);
      assertWrongEntryIsFound(setup);
    }
  }

  private static List<Promise> unchecked(ClaimResults<Promise> results) {
    return Stream.of(Promise.values()).filter(promise -> results.checks(promise) == 0).toList();
  }

  /** Shows that the answers at rest come from the cache: wrong entries are found. */
  private static void assertWrongEntryIsFound(KillSetup setup) throws InterruptedException {
    setup.exchangeCached(1, 2);
    ClaimResults<Promise> results = new ClaimResults<>(Promise.class);
    new AtRest(setup, results).check();
    assertEquals(2, results.violations(Promise.EQUAL), results::report);
  }

  /**
   * Shows that the run finds violations when a protection is missing. The other variants are run by
   * {@code benchmarks/kill unprotected}.
   */
  @Test
  void theRunFindsChangesThatWereAcceptedBeforeTheyWereWrittenDown() throws Exception {
    ClaimResults<Promise> results = KillRun.unprotected(Unprotected.IN_MEMORY, seed);

    assertTrue(results.violations(Promise.ENDED) > 0, results::report);
  }
}
