package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.OrderCacheException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookupPartsTest {

  @Test
  void aValueMayHoldWhatSeparatesTheParts() {
    LookupParts parts =
        new LookupParts(bytes("here 90 0\nhit g.1 5\n \n3\nxunverified  0\nbusy 7 0\n"));

    assertParts(parts.next(), "hit", "g.1", " \n3\nx");
    assertParts(parts.next(), "unverified", "", "");
    assertParts(parts.next(), "busy", "7", "");
  }

  @Test
  void aReplyThatCannotBeReadIsAFailureOfTheCache() {
    for (String reply : List.of("", "hit", "hit g five\nvalue", "hit g -1\n")) {
      assertThrows(OrderCacheException.class, () -> new LookupParts(bytes(reply)), reply);
      LookupParts parts = new LookupParts(bytes("here 90 0\n" + reply));
      assertThrows(OrderCacheException.class, parts::next, reply);
    }
    assertThrows(OrderCacheException.class, () -> new LookupParts(bytes("here 1.5 0\n")));
    assertThrows(OrderCacheException.class, () -> LookupParts.number(bytes("x")));
  }

  @Test
  void theHeadSaysWhoseTheCacheIsAndForHowLongItsGenerationsMayBeTrusted() {
    LookupParts here = new LookupParts(bytes("here 90 0\n"));
    assertEquals(90, here.validFor());
    assertNull(here.otherOwner());
    assertFalse(here.areOfAnotherServer());
    assertTrue(new LookupParts(bytes("elsewhere 0 0\n")).areOfAnotherServer());
    assertEquals("shop", new LookupParts(bytes("foreign 0 4\nshop")).otherOwner());
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
