package dev.ordercache.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.lab.Findings;
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
      Findings<Promise> findings = new Findings<>(Promise.class);
      for (int leg = 0;
          leg < MAX_LEGS && findings.violations() == 0 && !unchecked(findings).isEmpty();
          leg++) {
        findings.add(new RunPart(setup, leg, seed).run(KILLS));
      }

      assertEquals(0, findings.violations(), findings::report);
      assertEquals(List.of(), unchecked(findings), findings::report);
      assertWrongEntryIsFound(setup);
    }
  }

  private static List<Promise> unchecked(Findings<Promise> findings) {
    return Stream.of(Promise.values()).filter(promise -> findings.checks(promise) == 0).toList();
  }

  /** Shows that the answers at rest come from the cache: wrong entries are found. */
  private static void assertWrongEntryIsFound(KillSetup setup) throws InterruptedException {
    setup.exchangeCached(1, 2);
    Findings<Promise> findings = new Findings<>(Promise.class);
    new AtRest(setup, findings).check();
    assertEquals(2, findings.violations(Promise.EQUAL), findings::report);
  }

  /**
   * Shows that the run finds violations when a protection is missing. The other variants are run by
   * {@code benchmarks/kill unprotected}.
   */
  @Test
  void theRunFindsChangesThatWereAcceptedBeforeTheyWereWrittenDown() throws Exception {
    Findings<Promise> findings = KillRun.unprotected(Unprotected.IN_MEMORY, seed);

    assertTrue(findings.violations(Promise.ENDED) > 0, findings::report);
  }
}
