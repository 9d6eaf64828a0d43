package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.OrderCacheException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits the string that {@code lookup.lua} returns. Used once, by one thread. */
final class LookupParts {

  private static final byte[] FOREIGN = "foreign ".getBytes(US_ASCII);
  private static final byte[] ELSEWHERE = "elsewhere ".getBytes(US_ASCII);

  private final byte[] reply;
  private int at;

  LookupParts(byte[] reply) {
    this.reply = reply;
  }

  /** The table that owns the cache, if it is not the reader's. */
  @Nullable String otherOwner() {
    return begins(FOREIGN) ? new String(next().get(2), UTF_8) : null;
  }

  /** Whether another server of the reader's table owns the cache; called before the first value. */
  boolean areOfAnotherServer() {
    boolean elsewhere = begins(ELSEWHERE);
    if (elsewhere) {
      next();
    }
    return elsewhere;
  }

  private boolean begins(byte[] word) {
    return reply.length > word.length && Arrays.equals(reply, 0, word.length, word, 0, word.length);
  }

  /**
   * The three parts of the next value.
   *
   * @throws OrderCacheException if the reply is not of that form
   */
  List<byte[]> next() {
    try {
      return parts();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new OrderCacheException("Redis' reply to a lookup cannot be read", e);
    }
  }

  private List<byte[]> parts() {
    byte[] kind = until(' ');
    byte[] second = until(' ');
    int length = Integer.parseInt(new String(until('\n'), US_ASCII));
    byte[] third = Arrays.copyOfRange(reply, at, at + length);
    at += length;
    return List.of(kind, second, third);
  }

  private byte[] until(char end) {
    int from = at;
    while (reply[at] != end) {
      at++;
    }
    return Arrays.copyOfRange(reply, from, at++);
  }
}
