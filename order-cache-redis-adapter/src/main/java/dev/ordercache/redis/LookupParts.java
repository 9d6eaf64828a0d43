package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.OrderCacheException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits the string that {@code lookup.lua} returns. Used once, by one thread. */
final class LookupParts {

  private final byte[] reply;
  private int at;
  private final String owner;
  private final long validFor;
  private final String table;

  /**
   * Reads the parts before the first value.
   *
   * @throws OrderCacheException if the reply is not of that form
   */
  LookupParts(byte[] reply) {
    this.reply = reply;
    List<byte[]> head = next();
    owner = new String(head.get(0), US_ASCII);
    validFor = number(head.get(1));
    table = new String(head.get(2), UTF_8);
  }

  /** The table that owns the cache, if it is not the reader's. */
  @Nullable String otherOwner() {
    return owner.equals("foreign") ? table : null;
  }

  /** Whether another server of the reader's table owns the cache. */
  boolean areOfAnotherServer() {
    return owner.equals("elsewhere");
  }

  /** For how many milliseconds the generations in the reply may be trusted. */
  long validFor() {
    return validFor;
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
      throw unreadable(e);
    }
  }

  /**
   * A part that is a whole number.
   *
   * @throws OrderCacheException if it is not
   */
  static long number(byte[] part) {
    try {
      return Long.parseLong(new String(part, US_ASCII));
    } catch (NumberFormatException e) {
      throw unreadable(e);
    }
  }

  private static OrderCacheException unreadable(RuntimeException cause) {
    return new OrderCacheException("Redis' reply to a lookup cannot be read", cause);
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
