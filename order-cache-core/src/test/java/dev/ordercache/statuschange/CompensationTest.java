package dev.ordercache.statuschange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.event.ChangeState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a compensation is retried that fails for a reason outside of the change. */
class CompensationTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeChanges database = new FakeChanges();
  private final ChangeCounters counters = new ChangeCounters();
  private long nanos = Long.MAX_VALUE; // nanoTime may begin anywhere, and overflow
  private final Compensation compensation =
      new Compensation(database, counters, Duration.ofSeconds(1), () -> nanos);
  private JournalEntry entry;

  @BeforeEach
  void applyOne() {
    Acceptance made = database.apply(Scene.submission(1), Recovery.COMPENSATE);
    entry = Scene.accepted(made);
    database.fail("compensate");
  }

  /** Tries once a second for this time; returns the number of tries without a result. */
  private int tries(Duration time, boolean othersAreCompleted) {
    int failed = 0;
    for (long left = time.toSeconds(); left > 0; left--) {
      if (othersAreCompleted) {
        counters.finished(List.of(entry.finished()));
      }
      Optional<JournalEntry> tried = compensation.of(entry);
      if (tried.isPresent()) {
        return failed;
      }
      failed++;
      nanos += Duration.ofSeconds(1).toNanos();
    }
    return failed;
  }

  @Test
  void itIsGivenUpAfterAnHourInWhichOthersWereCompleted() {
    assertEquals(HOUR.toSeconds(), tries(HOUR, true), "not before");
    tries(HOUR, true);
    assertEquals(1, counters.compensationsGivenUp.sum());
    assertEquals("not compensated: away", database.kept(entry.id()));
  }

  @Test
  void itIsRetriedForEverWhileNoOtherIsCompleted() {
    tries(HOUR.multipliedBy(3), false);
    assertEquals(0, counters.compensationsGivenUp.sum());
    database.repair("compensate");
    nanos += HOUR.toNanos();
    assertEquals(ChangeState.COMPENSATED, compensation.of(entry).orElseThrow().state());
  }
}
