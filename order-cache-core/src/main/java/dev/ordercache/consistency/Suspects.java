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
 * Compares cached values with the database and follows those that differ. It reads cache, database
 * and cache again: the entry must have the same generation before and after the database was read.
 * If it still has that generation a staleness bound later, the bound is violated, whatever has
 * changed meanwhile: the value was read before the database differed from it. The violation is
 * counted and the entry deleted. Used by one thread; the counts may be read by others.
 */
final class Suspects {

  final LongAdder repaired = new LongAdder();
  final Findings findings = new Findings();

  private final DatabaseView database;
  private final CacheView view;
  private final OrderCache cache;
  private final Duration settled;
  private final int maxFollowed;
  private final Consumer<Suspect> later;
  private final Set<Suspect.Name> followed = new HashSet<>();

  /**
   * Creates an object that follows no suspects yet.
   *
   * @param later takes the suspects that are to be checked again
   */
  Suspects(
      DatabaseView database,
      OrderCache cache,
      Duration stalenessBound,
      int maxFollowed,
      Consumer<Suspect> later) {
    this.database = database;
    this.view = new CacheView(cache);
    this.cache = cache;
    this.settled = Stage.settled(stalenessBound);
    this.maxFollowed = maxFollowed;
    this.later = later;
  }

  /**
   * Compares values that the cache has returned with the database.
   *
   * @param shown the values
   * @param since when the suspicious ones among them were out of date, if they are
   * @return the keys of those that differ, and that the cache still returns
   */
  Set<CacheKey<?>> compare(Map<CacheKey<?>, Hit<?>> shown, Map<CacheKey<?>, Long> since) {
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
            follow(new Suspect(key, hit.generation(), difference, known, false, due));
          }
        });
    return outdated;
  }

  private void follow(Suspect suspect) {
    if (followed.size() < maxFollowed && followed.add(suspect.name())) {
      later.accept(suspect);
    }
  }

  /**
   * Checks suspects a staleness bound after they were found. A suspect that cannot be looked up or
   * deleted, or is not verified now, is checked again after another bound.
   */
  void confirm(List<Suspect> suspects) {
    Map<Suspect.Name, Suspect> open = new LinkedHashMap<>();
    suspects.forEach(suspect -> open.put(suspect.name(), suspect));
    try {
      Set<CacheKey<?>> keys = new LinkedHashSet<>();
      suspects.forEach(suspect -> keys.add(suspect.key()));
      long now = System.nanoTime();
      Map<CacheKey<?>, Lookup<?>> shown = view.look(keys);
      for (Suspect suspect : suspects) {
        Lookup<?> lookup = shown.get(suspect.key());
        if (isShown(suspect.generation(), lookup)) {
          open.put(suspect.name(), count(suspect, now));
          cache.invalidate(List.of(Invalidation.of(suspect.key().entry())));
          repaired.increment();
        }
        if (!(lookup instanceof Lookup.Unverified<?>)) {
          open.remove(suspect.name());
          followed.remove(suspect.name());
        }
      }
    } finally {
      long next = System.nanoTime() + settled.toNanos();
      open.values().forEach(suspect -> later.accept(suspect.at(next)));
    }
  }

  private Suspect count(Suspect suspect, long now) {
    if (!suspect.counted()) {
      long age = TimeUnit.NANOSECONDS.toMillis(now - suspect.since());
      findings.add(suspect.difference().finding(age));
    }
    return suspect.asCounted();
  }

  private static boolean isShown(Generation generation, @Nullable Lookup<?> lookup) {
    return lookup instanceof Hit<?> hit && hit.generation().equals(generation);
  }
}
