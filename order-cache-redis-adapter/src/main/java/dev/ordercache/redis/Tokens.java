package dev.ordercache.redis;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes unique names for generations, leases, epochs and copies. A name is a random part of 128
 * bits, made once for this object, and a counter: as good as random, and cheaper. Safe for use by
 * many threads.
 */
final class Tokens {

  private static final int RANDOM_BITS = 128;

  private final String prefix =
      new BigInteger(RANDOM_BITS, new SecureRandom()).toString(Character.MAX_RADIX) + "-";
  private final AtomicLong counter = new AtomicLong();

  /** At most 40 letters, digits and hyphens. */
  String next() {
    return prefix + Long.toString(counter.incrementAndGet(), Character.MAX_RADIX);
  }
}
