package dev.ordercache.consistency;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.Lookup.Hit;
import dev.ordercache.cache.OrderCache;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares cached values with the database and follows those that differ, by cache, database and
 * cache: the cache must show the same life of the entry before and after the database was read. If
 * it still shows that life a staleness bound later, that is a violation of the bound, whatever has
 * changed meanwhile: the value was read before the database differed from it. It is counted and
 * deleted. Used by one thread; the counts may be read by others.
 */
final class Doubts {

  final LongAdder repaired = new LongAdder();
  final Findings findings = new Findings();

  private final DatabaseView database;
  private final CacheView view;
  private final OrderCache cache;
  private final Duration settled;
  private final int maxFollowed;
  private final Consumer<Doubt> later;
  private final Set<Doubt.Name> followed = new HashSet<>();

  /**
   * No doubts yet.
   *
   * @param later takes what is to be looked at again
   */
  Doubts(
      DatabaseView database,
      OrderCache cache,
      Duration stalenessBound,
      int maxFollowed,
      Consumer<Doubt> later) {
    this.database = database;
    this.view = new CacheView(cache);
    this.cache = cache;
    this.settled = Stage.settled(stalenessBound);
    this.maxFollowed = maxFollowed;
    this.later = later;
  }

  /**
   * Compares what the cache has shown with the database.
   *
   * @param shown the values
   * @param since when those among them that are suspicious were out of date, if they are
   * @return those that differ, and that the cache still shows
   */
  Set<CacheKey<?>> raise(Map<CacheKey<?>, Hit<?>> shown, Map<CacheKey<?>, Long> since) {
    Map<CacheKey<?>, Snapshot<?>> stored = database.read(shown.keySet());
    long read = System.nanoTime();
    Map<CacheKey<?>, Difference> differences = new LinkedHashMap<>();
    shown.forEach(
        (key, hit) -> {
          Snapshot<?> snapshot = stored.get(key);
          Difference difference =
              snapshot == null ? null : Difference.between(key, hit.snapshot(), snapshot);
          if (difference != null) {
            differences.put(key, difference);
          }
        });
    Map<CacheKey<?>, Lookup<?>> again = view.look(differences.keySet());
    Set<CacheKey<?>> outdated = new HashSet<>();
    shown.forEach(
        (key, hit) -> {
          Difference difference = differences.get(key);
          if (difference != null && isShown(hit.generation(), again.get(key))) {
            outdated.add(key);
            long known = since.getOrDefault(key, read);
            long due = read + settled.toNanos();
            follow(new Doubt(key, hit.generation(), difference, known, false, due));
          }
        });
    return outdated;
  }

  private void follow(Doubt doubt) {
    if (followed.size() < maxFollowed && followed.add(doubt.name())) {
      later.accept(doubt);
    }
  }

  /**
   * Looks again at what was doubted a bound ago. What cannot be looked at, or not be deleted, or
   * what nobody vouches for now, is looked at once more another bound later.
   */
  void confirm(List<Doubt> doubts) {
    Map<Doubt.Name, Doubt> open = new LinkedHashMap<>();
    doubts.forEach(doubt -> open.put(doubt.name(), doubt));
    try {
      Set<CacheKey<?>> keys = new LinkedHashSet<>();
      doubts.forEach(doubt -> keys.add(doubt.key()));
      long now = System.nanoTime();
      Map<CacheKey<?>, Lookup<?>> shown = view.look(keys);
      for (Doubt doubt : doubts) {
        Lookup<?> lookup = shown.get(doubt.key());
        if (isShown(doubt.generation(), lookup)) {
          open.put(doubt.name(), count(doubt, now));
          cache.invalidate(List.of(Invalidation.of(doubt.key().entry())));
          repaired.increment();
        }
        if (!(lookup instanceof Lookup.Unverified<?>)) {
          open.remove(doubt.name());
          followed.remove(doubt.name());
        }
      }
    } finally {
      long next = System.nanoTime() + settled.toNanos();
      open.values().forEach(doubt -> later.accept(doubt.at(next)));
    }
  }

  private Doubt count(Doubt doubt, long now) {
    if (!doubt.counted()) {
      long age = TimeUnit.NANOSECONDS.toMillis(now - doubt.since());
      findings.add(doubt.difference().finding(age));
    }
    return doubt.asCounted();
  }

  private static boolean isShown(Generation generation, @Nullable Lookup<?> lookup) {
    return lookup instanceof Hit<?> hit && hit.generation().equals(generation);
  }
}
