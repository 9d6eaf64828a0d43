package dev.ordercache.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {

  @Test
  void theAccountWidthIsAtMostASixteenthOfTheTimeToLive() {
    for (long millis : new long[] {1, 15, 16, 1_000, 60_000, 3_600_000, 2_592_000_000L}) {
      long width = TimeToLive.accountWidth(Duration.ofMillis(millis));
      assertTrue(width >= 1 && (width == 1 || width * 16 <= millis), () -> width + " ms");
      assertTrue(width * 33 > millis, () -> width + " ms of " + millis);
    }
  }
}
