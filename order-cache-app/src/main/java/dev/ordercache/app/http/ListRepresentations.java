package dev.ordercache.app.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ordercache.Cursor;
import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.Source;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes pages as JSON, and keeps the JSON for as long as the cache returns the same page object:
 * an unchanged page is neither decoded nor written again. Safe for use by many threads.
 */
final class ListRepresentations {

  private static final int REMEMBERED = 2_000;

  /** The members of the contract, in its order. */
  private record ListBody(
      OrderStatus status,
      List<Order> orders,
      @Nullable String nextCursor,
      @Nullable Generation generation,
      Instant asOf,
      String source) {}

  /** By identity, which weak keys imply; only for hits, whose other members do not change. */
  private final Cache<OrderPage, Representation> hits =
      Caffeine.newBuilder().weakKeys().maximumSize(REMEMBERED).build();

  Representation of(OrderStatus status, CacheHeaders<OrderPage> page) {
    return page.answer().source() == Source.HIT
        ? hits.get(page.value(), same -> write(status, page))
        : write(status, page);
  }

  private static Representation write(OrderStatus status, CacheHeaders<OrderPage> page) {
    Cursor next = page.value().next();
    return Representation.ofContent(
        new ListBody(
            status,
            page.value().orders(),
            next == null ? null : next.token(),
            page.answer().generation(),
            page.answer().asOf(),
            page.source()),
        page.entry());
  }
}
