package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.cache.OrderCacheException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupPartsTest {

  @Test
  void aValueMayHoldWhatSeparatesTheParts() {
    LookupParts parts = new LookupParts(bytes("hit g.1 5\n \n3\nxunverified  0\nbusy 7 0\n"));

    assertParts(parts.next(), "hit", "g.1", " \n3\nx");
    assertParts(parts.next(), "unverified", "", "");
    assertParts(parts.next(), "busy", "7", "");
  }

  @Test
  void aReplyThatCannotBeReadIsAFailureOfTheCache() {
    for (String reply : List.of("", "hit", "hit g five\nvalue", "hit g -1\n")) {
      LookupParts parts = new LookupParts(bytes(reply));
      assertThrows(OrderCacheException.class, parts::next, reply);
    }
  }

  private static void assertParts(List<byte[]> parts, String... expected) {
    assertEquals(expected.length, parts.size());
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(bytes(expected[i]), parts.get(i));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
