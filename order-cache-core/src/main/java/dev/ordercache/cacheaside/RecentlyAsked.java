package dev.ordercache.cacheaside;

import dev.ordercache.cache.CacheKey;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Remembers in 64 KB which keys were asked for lately, roughly. Each key has one of 16,384 places,
 * and shares it with others, of which the last one is remembered. So what is asked for again and
 * again is known, what is asked for once does no harm, and what is not asked for any more is
 * forgotten. Of keys that were never asked for, one in 250,000 is taken for another that was. Safe
 * for use by many threads.
 */
public final class RecentlyAsked {

  private static final int BITS = 14;

  private final AtomicIntegerArray places = new AtomicIntegerArray(1 << BITS);

  /** Whether the key was asked for lately. */
  public boolean knows(CacheKey<?> key) {
    int mark = mark(key);
    return places.get(place(mark)) == mark;
  }

  /**
   * Remembers that the key is asked for.
   *
   * @return whether it was asked for lately, before this time
   */
  public boolean note(CacheKey<?> key) {
    int mark = mark(key);
    return places.getAndSet(place(mark), mark) == mark;
  }

  private static int place(int mark) {
    return mark >>> (Integer.SIZE - BITS);
  }

  /** A hash whose bits all depend on all of the key; never that of a place that is empty. */
  private static int mark(CacheKey<?> key) {
    int mark = key.hashCode();
    mark = (mark ^ (mark >>> 16)) * 0x85EBCA6B;
    mark = (mark ^ (mark >>> 13)) * 0xC2B2AE35;
    mark ^= mark >>> 16;
    return mark == 0 ? 1 : mark;
  }
}
