package dev.ordercache.consistency;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Reads the database's values for cached keys. Counts its reads. */
final class DatabaseView {

  private final OrderQuery database;
  private final LongAdder reads = new LongAdder();

  DatabaseView(OrderQuery database) {
    this.database = database;
  }

  long reads() {
    return reads.sum();
  }

  /**
   * Reads the values of these keys: all orders, at most 1,000, in one statement, and each page and
   * count in one of its own.
   *
   * @throws dev.ordercache.OrderQueryException if they cannot be read
   */
  Map<CacheKey<?>, Snapshot<?>> read(Collection<CacheKey<?>> keys) {
    Map<CacheKey<?>, Snapshot<?>> values = new HashMap<>();
    List<OrderKey> orders = CacheView.only(OrderKey.class, keys);
    if (!orders.isEmpty()) {
      Set<OrderId> ids = orders.stream().map(OrderKey::id).collect(Collectors.toSet());
      reads.increment();
      database
          .findAll(ids)
          .forEach((id, answer) -> values.put(new OrderKey(id), answer.snapshot()));
    }
    for (PageKey page : CacheView.only(PageKey.class, keys)) {
      reads.increment();
      values.put(page, database.list(page.request()).snapshot());
    }
    for (CountKey count : CacheView.only(CountKey.class, keys)) {
      reads.increment();
      values.put(count, database.count(count.status()).snapshot());
    }
    return values;
  }
}
