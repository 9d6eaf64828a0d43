package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::1, ::/64",
    "2001:db8:0:1::7, 2001:db8:0:1::/64",
    "2001:db8:0:1:a:b:c:d, 2001:db8:0:1::/64",
    "2001:db8:0:2::7, 2001:db8:0:2::/64",
    "fe80::1, fe80::/64"
  })
  void anAddressOfIpv6StandsForItsNetwork(String address, String source) {
    assertEquals(source, Source.name(Objects.requireNonNull(Source.literal(address))));
  }
}
