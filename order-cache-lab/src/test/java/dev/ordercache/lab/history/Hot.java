package dev.ordercache.lab.history;

import java.util.Random;

/**
 * Picks the order that is written next: a few are changed many times a second, which makes races,
 * and most only now and then, so that a stale entry is not corrected by the next change.
 */
final class Hot {

  private static final int SKEW = 3;

  private Hot() {}

  /** An id of 1..orders, the low ones far more often. */
  static int id(Random random, int orders) {
    return 1 + (int) (orders * Math.pow(random.nextDouble(), SKEW));
  }
}
