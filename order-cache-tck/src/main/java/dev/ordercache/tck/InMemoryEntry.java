package dev.ordercache.tck;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import dev.ordercache.cacheaside.CacheKey;
import dev.ordercache.cacheaside.Lease;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One life of a cache entry: its values and its loaders' leases, by field. Guarded by the lock of
 * the cache that it belongs to.
 */
final class InMemoryEntry {

  private record LeaseMark(String token, long end) {}

  private final String epoch;
  private final Generation generation;
  private final Map<String, Snapshot<?>> values = new HashMap<>();
  private final Map<String, LeaseMark> leases = new HashMap<>();
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

  /** When it is over, by the cache's clock in milliseconds. */
  long end() {
    return end;
  }

  void end(long time) {
    end = time;
  }

  int size() {
    return values.size();
  }

  @SuppressWarnings("unchecked") // only a fill of this key's type writes its field
  <V> @Nullable Snapshot<V> value(CacheKey<V> key) {
    return (Snapshot<V>) values.get(key.field());
  }

  void fill(CacheKey<?> key, Snapshot<?> snapshot) {
    leases.remove(key.field());
    values.put(key.field(), snapshot);
  }

  <V> Lease<V> lease(CacheKey<V> key, long leaseEnd) {
    String token = UUID.randomUUID().toString();
    leases.put(key.field(), new LeaseMark(token, leaseEnd));
    return new Lease<>(key, generation, token);
  }

  /** When the lease of this field is over, or 0 if there is none. */
  long leaseEnd(CacheKey<?> key) {
    LeaseMark mark = leases.get(key.field());
    return mark == null ? 0 : mark.end();
  }

  boolean holds(Lease<?> lease) {
    LeaseMark mark = leases.get(lease.key().field());
    return generation.equals(lease.generation())
        && mark != null
        && mark.token().equals(lease.token());
  }

  void endLease(CacheKey<?> key) {
    leases.remove(key.field());
  }
}
