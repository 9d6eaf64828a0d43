package dev.ordercache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place in a list after which a keyset page begins: the sort's time and the id of the last
 * order of the page before.
 *
 * @param sort the sort of the list
 * @param at the last order's time in that sort, with microseconds
 * @param id the last order's id
 */
public record Cursor(OrderSort sort, Instant at, OrderId id) {

  private static final Pattern TOKEN =
      Pattern.compile("(due|created)\\.(-?[0-9]{1,18})\\.([0-9]{1,19})");
  private static final long MICROS = 1_000_000;

  /** Truncates the time to microseconds, the precision of PostgreSQL. */
  public Cursor {
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  /** The place after this order. */
  public static Cursor after(OrderSort sort, Order last) {
    return new Cursor(sort, sort.timeOf(last), last.id());
  }

  /**
   * Parses a token.
   *
   * @throws IllegalArgumentException if {@link #token} did not produce it
   */
  public static Cursor parse(String token) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a cursor is the nextCursor of an earlier page");
    }
    long micros = Long.parseLong(matcher.group(2));
    try {
      Instant at =
          Instant.ofEpochSecond(
              Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
      return new Cursor(OrderSort.ofCode(matcher.group(1)), at, OrderId.parse(matcher.group(3)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a cursor is the nextCursor of an earlier page", e);
    }
  }

  /** The text form, safe in a URL and in a cache key. */
  public String token() {
    long micros = at.getEpochSecond() * MICROS + at.getNano() / 1_000;
    return sort.code() + "." + micros + "." + id;
  }
}
