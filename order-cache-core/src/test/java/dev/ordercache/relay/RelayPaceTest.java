package dev.ordercache.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.RelayTerm.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelayPaceTest {

  private static final RelaySettings SETTINGS = RelaySettings.defaults();
  private static final Result CHANGE = new Result(1, false, true, true, false);
  private static final Result PART = new Result(1, false, false, true, false);
  private static final Result NOTHING = new Result(0, true, true, true, false);

  private long nanos = Long.MAX_VALUE; // nanoTime may begin anywhere, and overflow
  private final RelayPace pace = new RelayPace(Duration.ofSeconds(2), SETTINGS, () -> nanos);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void roundsAreFastUntilSomeTimeAfterTheLastChange() {
    assertEquals(SETTINGS.idleInterval(), pace.after(NOTHING));
    assertEquals(SETTINGS.busyInterval(), pace.after(CHANGE));
    pass(SETTINGS.idleInterval().multipliedBy(RelaySettings.BUSY_INTERVALS).minusNanos(1));
    assertEquals(SETTINGS.busyInterval(), pace.after(Result.WITHOUT_CACHE));
    pass(Duration.ofNanos(1));
    assertEquals(SETTINGS.idleInterval(), pace.after(Result.WITHOUT_CACHE));
  }

  @Test
  void waitingChangesAreRelayedWithoutAPause() {
    assertEquals(Duration.ZERO, pace.after(PART));
  }

  @Test
  void theFirstTwoRoundsNeedTheCache() {
    assertFalse(pace.mayLeaveCache());
    pace.after(NOTHING);
    assertFalse(pace.mayLeaveCache());
    pace.after(NOTHING);
    assertTrue(pace.mayLeaveCache());
  }

  @Test
  void theCacheIsLeftAloneForItsIntervalOnly() {
    pace.after(NOTHING);
    pace.after(NOTHING);
    pass(RelayPace.cacheInterval(Duration.ofSeconds(2)).minusNanos(1));
    pace.after(Result.WITHOUT_CACHE);
    assertTrue(pace.mayLeaveCache());
    pass(Duration.ofNanos(1));
    assertFalse(pace.mayLeaveCache());
    pace.after(NOTHING);
    assertTrue(pace.mayLeaveCache());
  }

  @Test
  void roundsThatSetNoGuardDoNotCount() {
    pace.after(NOTHING);
    pace.after(NOTHING);
    pass(RelayPace.cacheInterval(Duration.ofSeconds(2)));
    pace.after(PART);
    assertFalse(pace.mayLeaveCache());
  }

  @Test
  void theCacheIntervalIsAnEighthOfTheBoundButNotLong() {
    assertEquals(Duration.ofMillis(125), RelayPace.cacheInterval(Duration.ofSeconds(1)));
    assertEquals(Duration.ofMillis(250), RelayPace.cacheInterval(Duration.ofSeconds(30)));
  }
}
