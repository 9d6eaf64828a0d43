package dev.ordercache.consistency;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheKey;

/**
 * A cached value that differed from the database. That is not yet a violation, because the database
 * may have changed a moment before. It is one if the cache still returns the same value as verified
 * when a staleness bound has passed since the database was read.
 *
 * @param key names the value
 * @param generation the generation of its entry, within which a value never changes
 * @param difference how the database's value differed
 * @param since the value was out of date at this time or earlier, by {@link System#nanoTime}
 * @param counted whether it has already been counted as a violation, and could not be deleted
 * @param due when to check again
 */
record Suspect(
    CacheKey<?> key,
    Generation generation,
    Difference difference,
    long since,
    boolean counted,
    long due)
    implements Task {

  /** Names the value in this generation. */
  record Name(CacheKey<?> key, Generation generation) {}

  Name name() {
    return new Name(key, generation);
  }

  Suspect asCounted() {
    return new Suspect(key, generation, difference, since, true, due);
  }

  Suspect at(long time) {
    return new Suspect(key, generation, difference, since, counted, time);
  }
}
