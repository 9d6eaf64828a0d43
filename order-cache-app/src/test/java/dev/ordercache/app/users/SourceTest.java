package dev.ordercache.app.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:1:2:3:4:5:6, 2001:0db8:0001:0002::/64",
    "[2001:db8:1:2::9], 2001:0db8:0001:0002::/64",
    "2001:db8:1:3::9, 2001:0db8:0001:0003::/64",
    "fe80::1%eth0, fe80:0000:0000:0000::/64",
    "::ffff:192.0.2.7, 192.0.2.7",
    "[::1]:4711, 0000:0000:0000:0000::/64",
    "_hidden, _hidden",
    "unknown, unknown",
    "a:b, a:b"
  })
  void isAnAddressOrThePrefixOfOne(String address, String source) {
    assertEquals(source, Source.of(address).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u009bb", "a\u0000:b", "a\u202eb", "a b"})
  void whatAProxyNamesIsFitForALog(String address) {
    String source = Source.of(address).text();

    assertTrue(source.matches("a\\?[:]?b"), source);
  }

  @Test
  void whatAProxyNamesIsShortened() {
    assertEquals("x".repeat(50), Source.of("x".repeat(8_000)).text());
  }
}
