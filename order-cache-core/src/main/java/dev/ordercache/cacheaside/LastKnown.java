package dev.ordercache.cacheaside;

import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.PageKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This instance's last answers, but for hits in memory, kept for the time when the database cannot
 * be read. The cache does not suffice for that: values that were invalidated shortly before the
 * outage are no longer in it. When this is full, the least recently used value is evicted: a page
 * behind a cursor if there is one, otherwise a count or a first page. A new page behind a cursor is
 * then stored only if it was requested recently. Safe for use by many threads.
 */
final class LastKnown {

  private final Map<CacheKey<?>, Snapshot<?>> beginnings = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<CacheKey<?>, Snapshot<?>> others = new LinkedHashMap<>(16, 0.75f, true);
  private final RecentlyRequested requested = new RecentlyRequested();
  private final int max;

  /** Keeps at most this many values, 0 or more. */
  LastKnown(int max) {
    this.max = max;
  }

  /** Keeps a value, unless a newer one is kept, and returns the newer of both. */
  synchronized <V> Snapshot<V> note(CacheKey<V> key, Snapshot<V> snapshot) {
    Snapshot<V> kept = get(key);
    if (kept != null && snapshot.asOf().isBefore(kept.asOf())) {
      return kept;
    }
    if (kept != null || hasRoom(key)) {
      valuesLike(key).put(key, snapshot);
      makeRoom();
    }
    return snapshot;
  }

  @SuppressWarnings("unchecked") // a key determines its value's type
  synchronized <V> @Nullable Snapshot<V> get(CacheKey<V> key) {
    return (Snapshot<V>) valuesLike(key).get(key);
  }

  private Map<CacheKey<?>, Snapshot<?>> valuesLike(CacheKey<?> key) {
    return isBehindACursor(key) ? others : beginnings;
  }

  private boolean hasRoom(CacheKey<?> key) {
    return !isBehindACursor(key) || size() < max || requested.note(key);
  }

  private void makeRoom() {
    while (size() > max) {
      Iterator<?> oldest = (others.isEmpty() ? beginnings : others).keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private int size() {
    return beginnings.size() + others.size();
  }

  private static boolean isBehindACursor(CacheKey<?> key) {
    return key instanceof PageKey page && !page.isFirst();
  }
}
