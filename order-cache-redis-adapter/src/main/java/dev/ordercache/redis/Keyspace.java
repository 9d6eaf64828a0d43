package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.invalidation.CacheEntry;
import dev.ordercache.invalidation.CacheEntry.ListEntry;
import dev.ordercache.invalidation.CacheEntry.OrderEntry;
import dev.ordercache.invalidation.OrderChange;

/**
 * The names of a namespace's keys. The namespace stands in braces, which makes it the hash tag of a
 * Redis Cluster: all keys are on one node, so that one script may touch several. Immutable.
 */
final class Keyspace {

  private final String prefix;
  private final byte[] feed;
  private final byte[] guard;

  Keyspace(String namespace) {
    prefix = "oc:{" + namespace + "}:";
    feed = key("feed");
    guard = key("guard");
  }

  /** How far the relay has got, and the epoch of all entries. */
  byte[] feed() {
    return feed.clone();
  }

  /** There only while the cache is vouched for. */
  byte[] guard() {
    return guard.clone();
  }

  /** The channel that tells what was deleted. */
  byte[] deleted() {
    return key("deleted");
  }

  /** The stream of what was deleted and what became of status changes. */
  byte[] events() {
    return key("events");
  }

  byte[] entry(CacheEntry entry) {
    if (entry instanceof OrderEntry order) {
      return key("order:" + order.id());
    }
    return key("list:" + ((ListEntry) entry).status());
  }

  /** Says which change of an order's version has been invalidated already. */
  byte[] done(OrderChange change) {
    return key("done:" + change.id() + ":" + change.version());
  }

  private byte[] key(String name) {
    return (prefix + name).getBytes(UTF_8);
  }
}
