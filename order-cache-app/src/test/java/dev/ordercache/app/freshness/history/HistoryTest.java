package dev.ordercache.app.freshness.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * A short run. Its seed is printed, and {@code -Dhistory.seed=} sets it; {@code benchmarks/history}
 * makes a long one.
 */
class HistoryTest {

  private final long seed = Long.getLong("history.seed", System.nanoTime());

  @Test
  void noClaimIsBrokenUnderFaults() throws Exception {
    long millis = Long.getLong("history.millis", 10_000);
    Plan plan = Plan.of(seed, Stage.INSTANCES, millis);
    System.out.println("history of " + plan);
    try (Stage stage = new Stage(Variant.PROTECTED, HistoryRun.LOAD)) {
      Tally tally = new Round(stage, plan).run(millis).tally();
      String report = plan + "\n" + tally.report();
      assertEquals(0, tally.violations(), report);
      for (Claim claim : Claim.values()) {
        assertTrue(tally.checks(claim) >= 100, "hardly checked: " + claim + "\n" + report);
      }
      assertTrue(tally.hitShare() > 0.1, "hardly anything came from the cache\n" + report);
      assertTrue(tally.counted(Tally.REFUSED_FILLS) > 0, "no fill raced with a change\n" + report);
      assertTrue(tally.counted(Tally.FAULTS) >= 5, "hardly anything went wrong\n" + report);
    }
  }

  /**
   * What the run finds when a protection is missing, or it could find nothing. The other variants
   * take longer and are run by {@code benchmarks/history unprotected}.
   */
  @Test
  void theRunFindsWhatAnUnprotectedCacheDoesWrong() throws Exception {
    System.out.println("history of a plain cache, seed " + seed);
    Tally tally = HistoryRun.unprotected(Variant.PLAIN, seed);
    assertTrue(tally.staleness() > 0, tally.report());
  }
}
