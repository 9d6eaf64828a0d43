package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.OrderChange;

/**
 * The names of a namespace's keys. The namespace stands in braces, which makes it the hash tag of a
 * Redis Cluster: all keys are on one node, so that one script may touch several. Immutable.
 */
final class Keyspace {

  private static final String ORDER = "order:";
  private static final String LIST = "list:";

  private final String prefix;
  private final byte[] relay;
  private final byte[] guard;
  private final byte[] account;

  Keyspace(String namespace) {
    prefix = "oc:{" + namespace + "}:";
    relay = key("relay");
    guard = key("guard");
    account = key("memory");
  }

  /** The relay's progress, and the epoch of all entries. */
  byte[] relay() {
    return relay.clone();
  }

  /** The freshness guard; lookups are verified only while it is present. */
  byte[] guard() {
    return guard.clone();
  }

  /** The account of the bytes that the orders and lists take. */
  byte[] account() {
    return account.clone();
  }

  /** The stream of deletions and outcomes of status changes. */
  byte[] events() {
    return key("events");
  }

  byte[] entry(CacheEntry entry) {
    if (entry instanceof OrderEntry order) {
      return key(ORDER + order.id());
    }
    return key(LIST + ((ListEntry) entry).status());
  }

  /** The done mark: which change of an order's version has been invalidated already. */
  byte[] done(OrderChange change) {
    return key("done:" + change.id() + ":" + change.version());
  }

  private byte[] key(String name) {
    return (prefix + name).getBytes(UTF_8);
  }
}
