package dev.ordercache.cacheaside;

import dev.ordercache.Source;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link CacheAsideStatistics}. Safe for use by many threads. */
final class Counters {

  final LongAdder loads = new LongAdder();
  final LongAdder refusedFills = new LongAdder();
  final LongAdder cacheFailures = new LongAdder();
  final LongAdder full = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder bypasses = new LongAdder();
  private final LongAdder stale = new LongAdder();

  void count(Source source) {
    switch (source) {
      case HIT -> hits.increment();
      case MISS -> misses.increment();
      case BYPASS -> bypasses.increment();
      case STALE -> stale.increment();
    }
  }

  CacheAsideStatistics statistics() {
    return new CacheAsideStatistics(
        hits.sum(),
        misses.sum(),
        bypasses.sum(),
        stale.sum(),
        loads.sum(),
        refusedFills.sum(),
        cacheFailures.sum(),
        full.sum());
  }
}
