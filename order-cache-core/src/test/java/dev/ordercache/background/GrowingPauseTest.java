package dev.ordercache.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowingPauseTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void doublesUpToTheLongest() {
    GrowingPause pause = new GrowingPause(SECOND, Duration.ofSeconds(5));
    assertEquals(
        Stream.of(1, 2, 4, 5, 5).map(Duration::ofSeconds).toList(),
        Stream.of(0, 1, 2, 3, Integer.MAX_VALUE).map(pause::after).toList());
  }

  @Test
  void isNeverLongerThanTheLongest() {
    assertEquals(SECOND, new GrowingPause(Duration.ofDays(1), SECOND).after(0));
    assertEquals(SECOND, new GrowingPause(SECOND, SECOND).after(Integer.MIN_VALUE));
  }

  @Test
  void isLongerThanZero() {
    assertThrows(IllegalArgumentException.class, () -> new GrowingPause(Duration.ZERO, SECOND));
    assertThrows(
        IllegalArgumentException.class, () -> new GrowingPause(SECOND, Duration.ofMillis(-1)));
  }
}
