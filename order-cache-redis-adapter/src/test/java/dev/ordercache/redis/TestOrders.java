package dev.ordercache.redis;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event.StatusChanged;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Orders, keys and changes to test with. */
final class TestOrders {

  static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");
  static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");
  static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");
  static final Instant NOW = Instant.parse("2026-11-23T10:15:30.123456Z");
  static final PageKey PAGE = page(APPROVED, 50);

  private TestOrders() {}

  static Order order(long id, OrderStatus status, long version) {
    return new Order(
        new OrderId(id),
        "A-" + id,
        status,
        version,
        "Müller & Söhne",
        "Flansch",
        3,
        new BigDecimal("120.50"),
        "EUR",
        2,
        null,
        NOW.plusSeconds(3_600),
        NOW.minusSeconds(60),
        NOW);
  }

  static Snapshot<Optional<Order>> found(long id, long version) {
    return new Snapshot<>(Optional.of(order(id, APPROVED, version)), NOW);
  }

  static Snapshot<Optional<Order>> notFound() {
    return new Snapshot<>(Optional.empty(), NOW);
  }

  static Snapshot<OrderPage> pageOf(Order... orders) {
    return new Snapshot<>(new OrderPage(List.of(orders), null), NOW);
  }

  static PageKey page(OrderStatus status, int limit) {
    return new PageKey(PageRequest.first(status, OrderSort.DUE, limit));
  }

  /** A page behind a cursor at which no page has ended. */
  static PageKey behind(int place) {
    Cursor cursor = new Cursor(OrderSort.DUE, NOW.plusSeconds(place), new OrderId(place));
    return new PageKey(new PageRequest(APPROVED, OrderSort.DUE, 50, cursor));
  }

  static OrderChange change(long id, long version, OrderStatus before, OrderStatus after) {
    return new OrderChange(new OrderId(id), version, before, after, "tx" + version);
  }

  static StatusChanged done(long change) {
    return new StatusChanged(change, "ann", new OrderId(7), ChangeState.DONE, 2L);
  }
}
