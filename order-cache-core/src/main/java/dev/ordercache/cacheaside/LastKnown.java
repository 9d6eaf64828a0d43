package dev.ordercache.cacheaside;

import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.PageKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this instance has answered last, for the time when the database cannot be read. The cache
 * is not enough for that: what was invalidated shortly before the outage is not there any more.
 * When it is full, the value that was not asked for the longest makes room: a page behind a cursor
 * if there is one, or else a count or a first page. A page behind a cursor gets in then only if it
 * was asked for lately. Safe for use by many threads.
 */
final class LastKnown {

  private final Map<CacheKey<?>, Snapshot<?>> beginnings = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<CacheKey<?>, Snapshot<?>> others = new LinkedHashMap<>(16, 0.75f, true);
  private final RecentlyAsked asked = new RecentlyAsked();
  private final int most;

  /** Keeps at most so many values, 0 or more. */
  LastKnown(int most) {
    this.most = most;
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

  @SuppressWarnings("unchecked") // the key's type is its value's
  synchronized <V> @Nullable Snapshot<V> get(CacheKey<V> key) {
    return (Snapshot<V>) valuesLike(key).get(key);
  }

  private Map<CacheKey<?>, Snapshot<?>> valuesLike(CacheKey<?> key) {
    return isBehindACursor(key) ? others : beginnings;
  }

  private boolean hasRoom(CacheKey<?> key) {
    return !isBehindACursor(key) || size() < most || asked.note(key);
  }

  private void makeRoom() {
    while (size() > most) {
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
