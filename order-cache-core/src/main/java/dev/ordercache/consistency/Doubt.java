package dev.ordercache.consistency;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheKey;

/**
 * A cached value from which the database has differed. That is no fault yet, because the database
 * may have changed a moment ago. It is one if the cache still vouches for the same value when a
 * staleness bound has passed since the database was read.
 *
 * @param key names the value
 * @param generation the life of the entry that holds it: a value never changes within one
 * @param difference what the database said
 * @param since the value was out of date at this time or earlier, by {@link System#nanoTime}
 * @param counted whether it has been found a fault already, and could not be deleted
 * @param due when to look again
 */
record Doubt(
    CacheKey<?> key,
    Generation generation,
    Difference difference,
    long since,
    boolean counted,
    long due)
    implements Task {

  /** Names the value in this life. */
  record Name(CacheKey<?> key, Generation generation) {}

  Name name() {
    return new Name(key, generation);
  }

  Doubt asCounted() {
    return new Doubt(key, generation, difference, since, true, due);
  }

  Doubt at(long time) {
    return new Doubt(key, generation, difference, since, counted, time);
  }
}
