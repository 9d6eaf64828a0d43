package dev.ordercache.memory;

import dev.ordercache.Generation;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Lease;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a cache entry: its values and its loaders' leases, by key. Guarded by the lock
 * of the cache that it belongs to.
 */
final class InMemoryEntry {

  private record LeaseMark(String token, long end) {}

  private final String epoch;
  private final Generation generation;
  private final Map<CacheKey<?>, Snapshot<?>> values = new HashMap<>();
  private final Map<CacheKey<?>, LeaseMark> leases = new HashMap<>();
  private long end;

  InMemoryEntry(String epoch, Generation generation, long end) {
    this.epoch = epoch;
    this.generation = generation;
    this.end = end;
  }

  String epoch() {
    return epoch;
  }

  Generation generation() {
    return generation;
  }

  /** When it expires, by the cache's clock in milliseconds. */
  long end() {
    return end;
  }

  void end(long time) {
    end = time;
  }

  int size() {
    return values.size();
  }

  /** About the bytes that the values would take in a server. */
  long bytes() {
    return values.values().stream().mapToLong(InMemoryEntry::bytes).sum();
  }

  private static long bytes(Snapshot<?> snapshot) {
    return snapshot.value() instanceof OrderPage page ? 300L * (1 + page.orders().size()) : 600;
  }

  /** Whether it records that there is no such order. */
  boolean isAbsent() {
    return values.values().stream().anyMatch(value -> value.value().equals(Optional.empty()));
  }

  @SuppressWarnings("unchecked") // only a fill of this key's type writes its value
  <V> @Nullable Snapshot<V> value(CacheKey<V> key) {
    return (Snapshot<V>) values.get(key);
  }

  void fill(CacheKey<?> key, Snapshot<?> snapshot) {
    leases.remove(key);
    values.put(key, snapshot);
  }

  /** Removes one of the values that may be removed; returns whether there was one. */
  boolean removeAny(Predicate<CacheKey<?>> mayGo) {
    Optional<CacheKey<?>> one = values.keySet().stream().filter(mayGo).findAny();
    one.ifPresent(values::remove);
    return one.isPresent();
  }

  <V> Lease<V> lease(CacheKey<V> key, long leaseEnd) {
    String token = UUID.randomUUID().toString();
    leases.put(key, new LeaseMark(token, leaseEnd));
    return new Lease<>(key, generation, token);
  }

  /** When the lease of this key expires, or 0 if there is none. */
  long leaseEnd(CacheKey<?> key) {
    LeaseMark mark = leases.get(key);
    return mark == null ? 0 : mark.end();
  }

  boolean holds(Lease<?> lease) {
    LeaseMark mark = leases.get(lease.key());
    return generation.equals(lease.generation())
        && mark != null
        && mark.token().equals(lease.token());
  }

  void endLease(CacheKey<?> key) {
    leases.remove(key);
  }
}
