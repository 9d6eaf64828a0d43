package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class JdbcSettingsTest {

  private static final String URL = "jdbc:postgresql://db.example:5432/mes";

  private static final String DIRECT = "jdbc:postgresql://db.example:5433/mes";

  private final JdbcSettings settings = JdbcSettings.of(URL, "mes", "s3cret");

  private static void assertRefused(String setting, Executable settings) {
    String message = assertThrows(IllegalArgumentException.class, settings).getMessage();
    assertTrue(String.valueOf(message).contains(setting), message);
    assertFalse(String.valueOf(message).contains("s3cret"), message);
  }

  @Test
  void theDefaultsAreFinite() {
    assertEquals(
        new JdbcSettings(
            URL,
            "mes",
            "s3cret",
            null,
            false,
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1)),
        settings);
  }

  @Test
  void noPasswordIsShownNeitherItsOwnNorOneInTheUrl() {
    assertFalse(settings.toString().contains("s3cret"));
    String shown =
        JdbcSettings.of(URL + "?user=mes&password=s3cret&sslpassword=s3cret&ssl=true", null, null)
            .toString();
    assertFalse(shown.contains("s3cret"), shown);
    assertTrue(shown.contains("&ssl=true"), shown);
    shown = settings.withPooler(DIRECT + "?password=s3cret", false).toString();
    assertFalse(shown.contains("s3cret"), shown);
    assertTrue(shown.contains("directUrl=" + DIRECT), shown);
  }

  @Test
  void noOtherSettingIsLostWithAnother() {
    Duration minute = Duration.ofMinutes(1);
    assertEquals(
        new JdbcSettings(URL, "mes", "s3cret", DIRECT, true, 7, minute, minute, minute),
        settings
            .withPooler(DIRECT, true)
            .withPoolSize(7)
            .withTimeouts(minute, minute)
            .withLeaderIdleTimeout(minute));
  }

  @Test
  void aValueOutOfItsRangeIsRefusedByName() {
    assertRefused("url", () -> JdbcSettings.of("jdbc:mysql://db/mes?password=s3cret", null, null));
    assertRefused("url", () -> JdbcSettings.of("postgresql://mes:s3cret@db/mes", null, null));
    assertRefused("url", () -> JdbcSettings.of("jdbc:postgresql://mes:s3cret@db/mes", null, null));
    assertRefused(
        "url", () -> JdbcSettings.of("jdbc:postgresql://db:x/mes?password=s3cret", null, null));
    assertRefused("directUrl", () -> settings.withPooler("postgresql://mes:s3cret@db/mes", false));
    assertRefused("poolSize", () -> settings.withPoolSize(1));
    assertRefused("poolSize", () -> settings.withPoolSize(1_001));
    Duration second = Duration.ofSeconds(1);
    assertRefused("connectTimeout", () -> settings.withTimeouts(Duration.ZERO, second));
    assertRefused("queryTimeout", () -> settings.withTimeouts(second, Duration.ofHours(1)));
    assertRefused("leaderIdleTimeout", () -> settings.withLeaderIdleTimeout(Duration.ofMillis(99)));
  }

  @Test
  void secondsAreRoundedUp() {
    assertEquals(1, JdbcSettings.seconds(Duration.ofMillis(250)));
    assertEquals(1, JdbcSettings.seconds(Duration.ofSeconds(1)));
    assertEquals(2, JdbcSettings.seconds(Duration.ofMillis(1_001)));
  }
}
