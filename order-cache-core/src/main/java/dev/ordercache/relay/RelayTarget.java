package dev.ordercache.relay;

import dev.ordercache.cache.Invalidation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The relay's side of the cache: the relay's progress, the epoch of all entries, and their
 * freshness guard. Each call is atomic in the cache, and brings all that the cache compares: a
 * target remembers no earlier call, so several terms may use one.
 */
public interface RelayTarget {

  /**
   * How long after the last round of its relay a cache still belongs to its owner, which may only
   * be restarting.
   */
  Duration SILENCE = Duration.ofMinutes(1);

  /**
   * The same if the next relay belongs to another server with the same table: to a copy, or to the
   * owner's server after a restart or a failover.
   */
  Duration RESTART = Duration.ofSeconds(2);

  /**
   * Reads the cache's own clock.
   *
   * @throws RelayTargetException if the cache cannot be reached
   */
  ServerTime time();

  /**
   * Begins a term in the cache, with the first round's invalidations. The cache keeps its entries
   * if it holds at least the acknowledged progress, of the same origin. Otherwise it has lost data,
   * and a new epoch makes every older entry invalid at once. The cache of another owner and origin
   * is taken over only if no round was accepted for {@link #SILENCE}, or {@link #RESTART} if the
   * table is the same, and with a new epoch.
   *
   * @return refused if a relay of a newer term of the same origin has used the cache
   * @throws RelayTargetException if the cache belongs to another owner, whose relay was active in
   *     that time, or if the cache cannot be reached, or does not answer in time; the call may
   *     still have taken effect
   */
  Reply takeOver(ChangeLog.Term term, Round round);

  /**
   * Applies the next round of a term.
   *
   * @param seq the seq of the term's last reply
   * @return refused if the cache does not hold exactly the term's origin and number and this seq,
   *     because it has lost data or another relay has taken over
   * @throws RelayTargetException if the cache cannot be reached, or does not answer in time; the
   *     call may still have taken effect
   */
  Reply applyRound(ChangeLog.Term term, long seq, Round round);

  /**
   * A time by the clock of one of the cache's servers, not comparable with another server's.
   *
   * @param millis milliseconds since 1970-01-01T00:00:00Z
   * @param server a name that the server has until it restarts, or empty where servers have none
   */
  record ServerTime(long millis, String server) {}

  /**
   * The input of a round. The guard that it sets expires at an absolute time. The cache stores the
   * bound with it: a reader whose own bound is shorter trusts the guard only until {@code since}
   * plus its own bound.
   *
   * @param invalidations the entries to delete, unless their change is marked as done
   * @param since the time in the last reply before the round's poll began: every change committed
   *     before it is invalidated when the round is accepted. A server whose clock this is not
   *     deletes its guard and sets none.
   * @param bound how long after that time the guard ends, 1 millisecond or more; it replaces the
   *     present guard, whether that ends later or earlier. Null leaves that unchanged.
   */
  record Round(List<Invalidation> invalidations, ServerTime since, @Nullable Duration bound) {

    /**
     * Keeps a copy of the list.
     *
     * @throws IllegalArgumentException if the bound is out of its range
     */
    public Round {
      invalidations = List.copyOf(invalidations);
      if (bound != null && bound.toMillis() < 1) {
        throw new IllegalArgumentException("a guard lasts 1 millisecond or more, not " + bound);
      }
    }
  }

  /**
   * The cache's reply to a round.
   *
   * @param accepted whether the round was applied
   * @param newEpoch whether all older entries became invalid with it
   * @param seq the seq to expect in the next round
   * @param time the cache's clock when the round was applied
   */
  record Reply(boolean accepted, boolean newEpoch, long seq, ServerTime time) {}

  /** The cache cannot be reached, or belongs to another owner. */
  class RelayTargetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates an exception with a message and its cause. */
    public RelayTargetException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
