package dev.ordercache.cacheaside;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.invalidation.CacheEntry;
import java.util.Optional;

/**
 * Names one cached value.
 *
 * @param <V> its type
 */
public sealed interface CacheKey<V> {

  /** The entry that holds the value: deleting the entry deletes the value. */
  CacheEntry entry();

  /** The value's name within its entry. */
  String field();

  /** One order; the value is empty if it is known that there is none. */
  record OrderKey(OrderId id) implements CacheKey<Optional<Order>> {

    @Override
    public CacheEntry entry() {
      return new CacheEntry.OrderEntry(id);
    }

    @Override
    public String field() {
      return "v";
    }
  }

  /** One page of a list. */
  record PageKey(PageRequest request) implements CacheKey<OrderPage> {

    @Override
    public CacheEntry entry() {
      return new CacheEntry.ListEntry(request.status());
    }

    @Override
    public String field() {
      Cursor after = request.after();
      String from = after == null ? request.sort().code() : after.token();
      return "p:" + request.limit() + ":" + from;
    }
  }

  /** The number of orders in a status. */
  record CountKey(OrderStatus status) implements CacheKey<Long> {

    @Override
    public CacheEntry entry() {
      return new CacheEntry.ListEntry(status);
    }

    @Override
    public String field() {
      return "c";
    }
  }
}
