package dev.ordercache.app.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureCountTest {

  private final FailureCount count = new FailureCount(3);
  private long now = Long.MAX_VALUE - Duration.ofMinutes(2).toNanos(); // the clock may overflow

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void fail() {
    assertEquals(0, count.enter(now), "it may be tried");
    count.failed(now);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      fail();
    }
  }

  private long secondsToWait() {
    long nanos = count.enter(now);
    assertTrue(nanos > 0, "it may be tried");
    return Duration.ofNanos(nanos).toSeconds();
  }

  @Test
  void pausesGrowToAMinute() {
    fail(3);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      long seconds = secondsToWait();
      pauses.add(seconds);
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertTrue(count.enter(now) > 0, "not before");
      pass(Duration.ofNanos(1));
      fail();
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses);
  }

  @Test
  void whoIsRefusedIsNotRefusedForLonger() {
    fail(3);
    for (int i = 0; i < 100; i++) {
      assertEquals(1, secondsToWait());
    }
    pass(Duration.ofSeconds(1));
    fail();
  }

  @Test
  void failuresOfAnEarlierMinuteHaveNoConsequence() {
    fail(2);
    pass(Duration.ofMinutes(1));
    fail(3);
    assertEquals(1, secondsToWait());
  }

  @Test
  void tenMinutesWithoutAFailureEndIt() {
    fail(3);
    pass(Duration.ofMinutes(10).minusNanos(1));
    fail();
    assertEquals(2, secondsToWait(), "the pauses had not ended");
    pass(Duration.ofMinutes(10));
    fail(3);
    assertEquals(1, secondsToWait());
  }

  @Test
  void manyAtOnceAreNotMoreThanManyInARow() {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, count.enter(now));
    }
    assertEquals(1, secondsToWait());
    count.left();
    assertEquals(0, count.enter(now), "in the place of one that was not tried");
    for (int i = 0; i < 3; i++) {
      count.failed(now);
    }
    pass(Duration.ofSeconds(1));
    assertEquals(0, count.enter(now));
    assertEquals(1, secondsToWait(), "one at a time from then on");
  }

  @Test
  void aSuccessEndsIt() {
    fail(3);
    pass(Duration.ofSeconds(1));
    assertEquals(0, count.enter(now));
    count.succeeded();
    fail(3);
  }
}
