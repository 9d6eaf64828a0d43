package dev.ordercache.relay;

import dev.ordercache.cache.Invalidation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The relay's side of the cache: how far the relay has got, the epoch of all entries, and the guard
 * that vouches for them. Each call is atomic in the cache.
 */
public interface FreshnessFeed {

  /** For so long after its relay's last round a cache stays its owner's: it may be restarting. */
  Duration SILENCE = Duration.ofMinutes(1);

  /**
   * The same where the next relay is that of another server with the same table: of a copy, or of
   * the owner's server after a restart or a failover.
   */
  Duration RESTART = Duration.ofSeconds(2);

  /**
   * The cache's own clock.
   *
   * @return milliseconds since 1970-01-01T00:00:00Z
   * @throws FreshnessFeedException if the cache cannot be reached
   */
  long time();

  /**
   * Begins a term in the cache, with the first round's invalidations. The cache is taken over warm
   * if it holds at least what was acknowledged, of the same origin; otherwise it has lost
   * something, and a new epoch makes every older entry invalid at once. The cache of another owner
   * and origin changes hands only when no round was accepted for {@link #SILENCE}, or {@link
   * #RESTART} if the table is the same, and with a new epoch.
   *
   * @return refused if a relay of a newer term of the same origin has been here
   * @throws FreshnessFeedException if the cache is another owner's, whose relay was there in that
   *     time, or if the cache cannot be reached, or does not answer in time; the call may yet have
   *     taken effect
   */
  Reply takeOver(ChangeLog.Term term, Round round);

  /**
   * Does the next round of a term.
   *
   * @param expected the term, and the seq that the last reply gave
   * @return refused if the cache does not hold exactly that, because it has lost something or
   *     another relay has taken over
   * @throws FreshnessFeedException if the cache cannot be reached, or does not answer in time; the
   *     call may yet have taken effect
   */
  Reply drain(Progress expected, Round round);

  /**
   * What a round brings.
   *
   * @param invalidations deleted unless marked as done
   * @param guard in place of the present one, be its end later or earlier; null leaves the guard as
   *     it is
   */
  record Round(List<Invalidation> invalidations, @Nullable Guard guard) {

    /** Keeps a copy of the list. */
    public Round {
      invalidations = List.copyOf(invalidations);
    }
  }

  /**
   * Vouches for the cache until an absolute time. The cache keeps the bound with it: a reader whose
   * own bound is shorter trusts the guard only until {@code since} plus that.
   *
   * @param since a time that the cache has replied before the round's poll began, in milliseconds:
   *     what was committed before it is invalidated when the round is accepted
   * @param bound how long after that time the guard ends, 1 millisecond or more
   */
  record Guard(long since, Duration bound) {

    /**
     * @throws IllegalArgumentException if the bound is out of its range
     */
    public Guard {
      if (bound.toMillis() < 1) {
        throw new IllegalArgumentException("a guard lasts 1 millisecond or more, not " + bound);
      }
    }

    /** When it ends, by the cache's clock in milliseconds. */
    public long until() {
      return since + bound.toMillis();
    }
  }

  /**
   * What the cache says to a round.
   *
   * @param accepted whether it was carried out
   * @param newEpoch whether all older entries became invalid with it
   * @param seq the seq to expect in the next round
   * @param time the cache's clock when it did it, in milliseconds since 1970-01-01T00:00:00Z
   */
  record Reply(boolean accepted, boolean newEpoch, long seq, long time) {}

  /** The cache cannot be reached, or is another owner's. */
  class FreshnessFeedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what was tried and what failed. */
    public FreshnessFeedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
