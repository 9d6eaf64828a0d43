package dev.ordercache.cache;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
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

    /** Ascending; the last is the maximum limit of a request. */
    private static final int[] SIZES = {
      10, 20, 25, 30, 40, 50, 75, 100, 150, PageRequest.MAX_LIMIT
    };

    /**
     * The cached page that contains a requested page. It begins at the same place, and its size is
     * the smallest sufficient one of ten, 10 to {@value PageRequest#MAX_LIMIT} orders, so that a
     * list has few first pages whatever limits are requested. {@link OrderPage#cut} cuts the
     * requested page from it.
     */
    public static PageKey holding(PageRequest request) {
      int next = 0;
      while (SIZES[next] < request.limit()) {
        next++;
      }
      return SIZES[next] == request.limit()
          ? new PageKey(request)
          : new PageKey(
              new PageRequest(request.status(), request.sort(), SIZES[next], request.after()));
    }

    /** Whether it is the first page of its list. There are few of these, and they always fit. */
    public boolean isFirst() {
      return request.after() == null;
    }

    @Override
    public CacheEntry entry() {
      return new CacheEntry.ListEntry(request.status());
    }

    @Override
    public String field() {
      Cursor after = request.after();
      return after == null
          ? "f:" + request.limit() + ":" + request.sort().code()
          : "p:" + request.limit() + ":" + after.token();
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
