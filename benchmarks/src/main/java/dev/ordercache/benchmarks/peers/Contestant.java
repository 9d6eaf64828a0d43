package dev.ordercache.benchmarks.peers;

import java.time.Duration;
import java.util.List;

/**
 * A participant in a race.
 *
 * @param name its name in the results
 * @param rounds the number of its rounds with pauses, and the same number without
 * @param caches those of the two instances
 * @param rule how its rounds run
 */
record Contestant(String name, int rounds, List<PeerCache> caches, Rule rule) {

  enum Rule {
    /** The writer commits and evicts; the caches are read when all is quiet. */
    USUAL,
    /** The caches are also read as soon as the writer and the readers of the round have ended. */
    READ_AT_ONCE,
    /** The writer commits and does nothing else. */
    PLAIN_SQL
  }

  /** Counts of one contestant's rounds, with pauses or without. Used by one thread at a time. */
  static final class Tally {

    private long rounds;
    private long stale;
    private long finalReads;
    private long finalLoads;
    private long failures;
    private long nanos;

    void add(long moreRounds, Duration took) {
      rounds += moreRounds;
      nanos += took.toNanos();
    }

    void addFinalReads(long reads, long loads) {
      finalReads += reads;
      finalLoads += loads;
    }

    void addStale(long more) {
      stale += more;
    }

    void addFailures(long more) {
      failures += more;
    }

    long rounds() {
      return rounds;
    }

    long failures() {
      return failures;
    }

    /** "11,940", or for none "0 of 100,000: below 3". */
    String stalePer100000() {
      if (rounds == 0) {
        return "-";
      }
      return stale == 0
          ? "0 (below %,.0f)".formatted(3 * 100_000.0 / rounds)
          : "%,.0f".formatted(stale * 100_000.0 / rounds);
    }

    double roundsPerSecond() {
      return rounds / (nanos / 1e9);
    }

    /** The share of the final reads that did not reach the database. */
    double hitRatio() {
      return 1 - (double) finalLoads / Math.max(1, finalReads);
    }
  }
}
