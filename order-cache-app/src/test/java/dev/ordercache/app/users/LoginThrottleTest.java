package dev.ordercache.app.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private static final String HOME = "192.0.2.1";

  private final AtomicLong nanos = new AtomicLong();
  private final LoginThrottle throttle = new LoginThrottle(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private LoginThrottle.Turn enter(String name, String address) {
    return throttle.enter(name, address);
  }

  private void fail(String name, String address) {
    LoginThrottle.Turn turn = enter(name, address);
    assertTrue(turn.delay().isZero(), "it may be tried");
    turn.failed();
  }

  private boolean slows(String name, String address) {
    LoginThrottle.Turn turn = enter(name, address);
    if (turn.delay().isZero()) {
      turn.left();
    }
    return !turn.delay().isZero();
  }

  @Test
  void anAccountIsSlowedWhereverItIsTried() {
    for (int i = 1; i <= 5; i++) {
      fail("ada", "192.0.2." + i);
    }
    assertTrue(slows("ada", "192.0.2.6"));
    assertFalse(slows("bob", "192.0.2.6"));
  }

  @Test
  void aSourceIsSlowedWhateverItTries() {
    for (int i = 1; i <= 20; i++) {
      fail("user" + i, HOME);
    }
    assertTrue(slows("ada", HOME));
    assertFalse(slows("ada", "192.0.2.2"));
  }

  @Test
  void whatIsRefusedForItsSourceIsNoFailureOfTheAccount() {
    for (int i = 1; i <= 20; i++) {
      fail("user" + i, HOME);
    }
    for (int i = 0; i < 100; i++) {
      assertTrue(slows("ada", HOME));
    }
    assertFalse(slows("ada", "192.0.2.2"));
  }

  @Test
  void guessesElsewhereDoNotSlowAnAccountWhereItHasLoggedIn() {
    enter("ada", HOME).succeeded();
    for (int i = 1; i <= 5; i++) {
      fail("ada", "198.51.100.7");
    }
    assertTrue(slows("ada", "198.51.100.7"));
    assertTrue(slows("ada", "198.51.100.8"));
    assertFalse(slows("ada", HOME));
    pass(Duration.ofDays(1));
    for (int i = 1; i <= 5; i++) {
      fail("ada", "198.51.100.7");
    }
    assertTrue(slows("ada", HOME), "the login counts for a day");
  }

  @Test
  void guessesAreSlowedThereToo() {
    enter("ada", HOME).succeeded();
    for (int i = 1; i <= 5; i++) {
      fail("ada", HOME);
    }
    assertTrue(slows("ada", HOME));
  }

  @Test
  void whoHasAnAccountCannotGuessOthersForIt() {
    for (int i = 1; i <= 19; i++) {
      fail("user" + i, HOME);
      enter("eve", HOME).succeeded();
    }
    fail("user20", HOME);
    assertTrue(slows("ada", HOME));
  }

  @Test
  void namesFromASlowedSourcePutNoCountsOut() {
    for (int i = 1; i <= 5; i++) {
      fail("ada", "198.51.100." + i);
    }
    for (int i = 1; i <= 20; i++) {
      fail("user" + i, HOME);
    }
    for (int i = 0; i < 50_000; i++) {
      assertTrue(slows("made-up" + i, HOME));
    }
    assertTrue(slows("ada", "192.0.2.2"));
  }

  @Test
  void manyNamesAtOnceTakeNoMoreThanTheirTurns() {
    for (int i = 0; i < 20; i++) {
      assertEquals(Duration.ZERO, enter("user" + i, HOME).delay());
    }
    assertTrue(slows("ada", HOME));
  }
}
