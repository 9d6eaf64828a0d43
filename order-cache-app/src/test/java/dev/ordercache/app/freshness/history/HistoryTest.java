package dev.ordercache.app.freshness.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.freshness.history.Fault.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A short run. Its seed is printed, and {@code -Dhistory.seed=} sets it; {@code benchmarks/history}
 * makes a long one.
 */
class HistoryTest {

  private static final int MOST_ROUNDS = 5;

  private final long seed = Long.getLong("history.seed", System.nanoTime());
  private Stage stage;

  private void start(Variant variant, int millisOfPause) {
    System.out.println("history of " + variant + ", seed " + seed);
    stage = new Stage(variant, new Worker.Load(Stage.ORDERS, 2, 1, millisOfPause * 1_000));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void noClaimIsBrokenUnderFaults() throws Exception {
    start(Variant.PROTECTED, 1);
    long millis = Long.getLong("history.millis", 10_000);
    Plan plan = Plan.of(seed, Stage.INSTANCES, millis);
    Tally tally = new Round(stage, plan).run(millis).tally();
    String report = plan + "\n" + tally.report();
    System.out.println(report);
    assertEquals(0, tally.violations(), report);
    for (Claim claim : Claim.values()) {
      assertTrue(tally.checks(claim) >= 100, "hardly checked: " + claim + "\n" + report);
    }
    assertTrue(tally.hitShare() > 0.1, "hardly anything came from the cache\n" + report);
    assertTrue(tally.counted("faults") >= 5, "hardly anything went wrong\n" + report);
  }

  /** What the run finds when a protection is missing, or it could not find anything. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROTECTED")
  void theRunFindsWhatAnUnprotectedCacheDoesWrong(Variant variant) throws Exception {
    start(variant, 1);
    Tally tally = new Tally();
    for (int round = 0; round < MOST_ROUNDS && tally.violations() == 0; round++) {
      Plan plan = Plan.of(seed + round, Stage.INSTANCES, 3_000, provoking(variant));
      tally.add(new Round(stage, plan).run(3_000).tally());
    }
    System.out.println(tally.report());
    assertTrue(tally.violations() > 0, tally.report());
  }

  private static Set<Kind> provoking(Variant variant) {
    return switch (variant) {
      case GUARD_WITHOUT_END -> EnumSet.of(Kind.ALL_RELAYS_STOPPED);
      case EPOCH_IGNORED -> EnumSet.of(Kind.FAILOVER);
      default -> EnumSet.noneOf(Kind.class);
    };
  }
}
