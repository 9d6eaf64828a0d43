package dev.ordercache.cacheaside;

import dev.ordercache.Snapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this instance has answered last, for the time when the database can not be read. The cache
 * is not enough for that: what was invalidated shortly before the outage is not there any more.
 * When it is full, the value that was not asked for the longest makes room. Safe for use by many
 * threads.
 */
final class LastKnown {

  private final Map<CacheKey<?>, Snapshot<?>> values;

  /** Keeps at most so many values, 0 or more. */
  LastKnown(int most) {
    values =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<CacheKey<?>, Snapshot<?>> eldest) {
            return size() > most;
          }
        };
  }

  /** Keeps a value, unless a newer one is kept, and returns the newer of both. */
  synchronized <V> Snapshot<V> note(CacheKey<V> key, Snapshot<V> snapshot) {
    Snapshot<V> kept = get(key);
    if (kept != null && snapshot.asOf().isBefore(kept.asOf())) {
      return kept;
    }
    values.put(key, snapshot);
    return snapshot;
  }

  @SuppressWarnings("unchecked") // the key's type is its value's
  synchronized <V> @Nullable Snapshot<V> get(CacheKey<V> key) {
    return (Snapshot<V>) values.get(key);
  }
}
