package dev.ordercache.lab.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A short run. Its seed is printed, and {@code -Dhistory.seed=} sets it; {@code benchmarks/history}
 * makes a long one.
 */
class HistoryTest {

  /** One is enough, unless the machine is very slow. */
  private static final int MAX_ROUNDS = 8;

  private final long seed = Long.getLong("history.seed", System.nanoTime());

  @Test
  void noClaimIsBrokenUnderFaults() throws Exception {
    long millis = Long.getLong("history.millis", 10_000);
    Tally tally = new Tally();
    StringBuilder plans = new StringBuilder();
    try (HistorySetup setup = new HistorySetup(Variant.PROTECTED, HistoryRun.LOAD)) {
      for (int round = 0;
          round < MAX_ROUNDS && tally.violations() == 0 && !lacking(tally).isEmpty();
          round++) {
        Plan plan = HistoryRun.plan(seed, round, millis);
        System.out.println("history of " + plan);
        plans.append(plan).append('\n');
        tally.add(new Round(setup, plan).run(millis).tally());
      }
    }
    String report = "seed " + seed + "\n" + plans + tally.report();
    assertEquals(0, tally.violations(), report);
    assertEquals(List.of(), lacking(tally), report);
  }

  /** The reasons why the findings are not conclusive yet. */
  private static List<String> lacking(Tally tally) {
    List<String> lacking = new ArrayList<>();
    for (Claim claim : Claim.values()) {
      if (tally.checks(claim) < 100) {
        lacking.add("rarely checked: " + claim);
      }
    }
    if (tally.answers(Source.HIT) < 300 || tally.hitShare() < 0.01) {
      lacking.add("too few answers came from the cache");
    }
    if (tally.counted(Tally.REFUSED_FILLS) == 0) {
      lacking.add("no fill raced with a change");
    }
    if (tally.counted(Tally.FAULTS) < 5) {
      lacking.add("too few faults");
    }
    return lacking;
  }

  /**
   * Shows that the run finds wrong answers when a protection is missing. The other variants take
   * longer and are run by {@code benchmarks/history unprotected}.
   */
  @Test
  void theRunFindsWhatAnUnprotectedCacheDoesWrong() throws Exception {
    System.out.println("history of a plain cache, seed " + seed);
    Tally tally = HistoryRun.unprotected(Variant.PLAIN, seed);
    assertTrue(tally.staleness() > 0, tally.report());
  }
}
