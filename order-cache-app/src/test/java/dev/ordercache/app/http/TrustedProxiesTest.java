package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.settings.HttpLimits;
import dev.ordercache.app.settings.HttpSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients of requests behind a proxy, as the rate limit and the headers show them. */
class TrustedProxiesTest {

  private static final int PER_SECOND = 5;
  private static final int MANY = 60;

  private static HttpFixture behind(String... proxies) {
    return new HttpFixture(
        HttpSettings.defaults()
            .withProxies(List.of(proxies))
            .withLimits(HttpLimits.defaults().withRate(PER_SECOND)));
  }

  /** How many of several requests are refused, each with this header for a number from 0. */
  private static long refused(HttpFixture http, String header, String format) {
    return IntStream.range(0, MANY)
        .mapToObj(n -> http.get("/api/cache/consistency", header, format.formatted(n)))
        .filter(answer -> answer.statusCode() == 429)
        .count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.%d", "1.2.3.4, 10.0.0.%d", "nonsense, 10.0.0.%d", "2001:db8:0:%d::1"})
  void eachClientOfANamedProxyHasARateOfItsOwn(String chain) {
    try (HttpFixture http = behind("127.0.0.0/8", "192.168.0.1")) {
      assertEquals(0, refused(http, "X-Forwarded-For", chain));
    }
    try (HttpFixture http = behind("127.0.0.0/8", "192.168.0.1")) {
      assertEquals(0, refused(http, "X-Forwarded-For", chain + ", 192.168.0.1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.%d, 1.2.3.4", "nonsense%d", "10.0.0.%d, x", "2001:db8::%d"})
  void whatAClientOfItWritesItselfIsNotBelieved(String chain) {
    try (HttpFixture http = behind("127.0.0.1")) {
      assertTrue(refused(http, "X-Forwarded-For", chain) > MANY / 2);
    }
  }

  @Test
  void noOtherPeerIsTrusted() {
    try (HttpFixture http = behind("10.0.0.1")) {
      assertTrue(refused(http, "X-Forwarded-For", "10.0.0.%d") > MANY / 2);
    }
    try (HttpFixture http = behind("127.0.0.1")) {
      assertTrue(refused(http, "Forwarded", "for=10.0.0.%d") > MANY / 2);
      assertTrue(refused(http, "X-Real-IP", "10.0.0.%d") > MANY / 2);
    }
  }

  @Test
  void aNamedProxySaysThatItHasTls() {
    try (HttpFixture http = behind("127.0.0.1")) {
      assertTrue(isStrict(http, "https"));
      assertTrue(isStrict(http, "http, https"));
      assertFalse(isStrict(http, "https, http"));
      assertFalse(isStrict(http, "http"));
    }
    try (HttpFixture http = behind()) {
      assertFalse(isStrict(http, "https"));
    }
  }

  private static boolean isStrict(HttpFixture http, String protocol) {
    return http.get("/health/live", "X-Forwarded-Proto", protocol)
        .headers()
        .firstValue("Strict-Transport-Security")
        .isPresent();
  }
}
