package dev.ordercache.cacheaside;

import dev.ordercache.cache.CacheKey;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Records in 64 KB, approximately, which keys were requested recently. Each key has one of 16,384
 * places, which it shares with other keys; a place keeps the last one. So keys that are requested
 * often are known, keys that are requested once do no harm, and keys that are no longer requested
 * are forgotten. Of keys that were never requested, one in 250,000 is mistaken for another that
 * was. Safe for use by many threads.
 */
public final class RecentlyRequested {

  private static final int BITS = 14;

  private final AtomicIntegerArray places = new AtomicIntegerArray(1 << BITS);

  /** Whether the key was requested recently. */
  public boolean contains(CacheKey<?> key) {
    int mark = mark(key);
    return places.get(place(mark)) == mark;
  }

  /**
   * Records a request for the key.
   *
   * @return whether it was requested recently, before this call
   */
  public boolean note(CacheKey<?> key) {
    int mark = mark(key);
    return places.getAndSet(place(mark), mark) == mark;
  }

  private static int place(int mark) {
    return mark >>> (Integer.SIZE - BITS);
  }

  /** A hash in which every bit depends on the whole key; never 0, which marks an empty place. */
  private static int mark(CacheKey<?> key) {
    int mark = key.hashCode();
    mark = (mark ^ (mark >>> 16)) * 0x85EBCA6B;
    mark = (mark ^ (mark >>> 13)) * 0xC2B2AE35;
    mark ^= mark >>> 16;
    return mark == 0 ? 1 : mark;
  }
}
