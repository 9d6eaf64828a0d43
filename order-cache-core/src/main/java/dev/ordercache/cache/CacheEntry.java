package dev.ordercache.cache;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;

/** The unit of invalidation, deleted as a whole: one order, or everything about one status. */
public sealed interface CacheEntry {

  /** One order, or the information that there is none with this id. */
  record OrderEntry(OrderId id) implements CacheEntry {}

  /** All pages of a status' lists, and its count. */
  record ListEntry(OrderStatus status) implements CacheEntry {}
}
