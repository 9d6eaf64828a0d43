package dev.ordercache.cacheaside;

import dev.ordercache.Snapshot;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this instance has answered last, for the time when the database can not be read. The cache
 * is not enough for that: what was invalidated shortly before the outage is not there any more.
 * When it is full, any value makes room. Safe for use by many threads.
 */
final class LastKnown {

  private final ConcurrentHashMap<CacheKey<?>, Snapshot<?>> values = new ConcurrentHashMap<>();
  private final int most;

  /** Keeps at most so many values, 0 or more. */
  LastKnown(int most) {
    this.most = most;
  }

  /** Keeps a value, unless a newer one is kept, and returns the newer of both. */
  <V> Snapshot<V> note(CacheKey<V> key, Snapshot<V> snapshot) {
    Snapshot<V> kept = get(key);
    if (most == 0 || (kept != null && kept.value() == snapshot.value())) {
      return snapshot;
    }
    values.merge(key, snapshot, LastKnown::newer);
    if (values.size() > most) {
      removeAny();
    }
    return kept == null || kept.asOf().isBefore(snapshot.asOf()) ? snapshot : kept;
  }

  @SuppressWarnings("unchecked") // the key's type is its value's
  <V> @Nullable Snapshot<V> get(CacheKey<V> key) {
    return (Snapshot<V>) values.get(key);
  }

  private void removeAny() {
    Iterator<CacheKey<?>> keys = values.keySet().iterator();
    if (keys.hasNext()) {
      keys.next();
      keys.remove();
    }
  }

  private static Snapshot<?> newer(Snapshot<?> one, Snapshot<?> other) {
    return other.asOf().isBefore(one.asOf()) ? one : other;
  }
}
