package dev.ordercache.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RedisSettingsTest {

  private final RedisSettings defaults = RedisSettings.defaults();

  private static void assertRefused(String setting, Executable use) {
    Exception refusal = assertThrows(IllegalArgumentException.class, use);
    assertTrue(String.valueOf(refusal.getMessage()).contains(setting), refusal::toString);
  }

  @Test
  void aMalformedSettingIsNamed() {
    Duration second = Duration.ofSeconds(1);
    assertRefused("leaseTime", () -> defaults.withLeaseTime(Duration.ofSeconds(-1)));
    assertRefused("pagesPerList", () -> defaults.withPagesPerList(0));
    assertRefused("maxMemory", () -> defaults.withMaxMemory(0));
    assertRefused("decodedOrders", () -> defaults.withDecodedOrders(-1));
    assertRefused("keptEvents", () -> defaults.withKeptEvents(0));
    assertRefused("commandTimeout", () -> defaults.withTimeouts(Duration.ZERO, second));
    assertRefused("connectTimeout", () -> defaults.withTimeouts(second, Duration.ofDays(999)));
  }

  @Test
  void eachChangeChangesOneThing() {
    Duration second = Duration.ofSeconds(5);
    assertEquals(
        new RedisSettings(second, 2, 5, 0, 3, second, Duration.ofMillis(2)),
        defaults
            .withLeaseTime(second)
            .withPagesPerList(2)
            .withMaxMemory(5)
            .withDecodedOrders(0)
            .withKeptEvents(3)
            .withTimeouts(second, Duration.ofMillis(2)));
  }
}
