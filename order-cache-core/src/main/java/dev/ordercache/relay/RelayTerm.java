package dev.ordercache.relay;

import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One term of a relay, as rounds of <i>poll</i>, <i>apply</i> and <i>acknowledge</i>.
 *
 * <p>The guard that a round sets expires at the cache's time in the last reply <i>before</i> the
 * round's poll, plus the staleness bound. Every change committed before that reply is in the poll
 * or was applied earlier. So a guard that is present at time t proves that every change committed
 * before t minus the bound has been invalidated. The proof uses one clock only and holds whatever
 * pauses there were.
 *
 * <p>A round may consist only of a check that finds no rows. It has no reply and sets no guard, so
 * the next guard is based on an older reply and only expires earlier. The result of such a check is
 * not reused: a round that sets a guard does its own poll, after the reply that it counts from.
 * Used by one thread.
 */
final class RelayTerm implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RelayTerm.class.getName());

  /**
   * The result of a round.
   *
   * @param idle whether there was nothing to relay
   * @param complete whether it relayed all rows that its poll's snapshot could see
   * @param cached whether the cache took part, and so set the guard if the round was complete
   */
  record Result(int changes, boolean idle, boolean complete, boolean cached, boolean newEpoch) {

    static final Result WITHOUT_CACHE = new Result(0, true, true, false, false);
  }

  private final Leadership leadership;
  private final RelayTarget target;
  private final CachePlan plan;
  private final RelaySettings settings;
  private final CommitTimes commitTimes = new CommitTimes();
  private final FailureLog listenerLog = FailureLog.hourly(LOG, "A listener to changes has failed");
  private ServerTime previousReply;
  private long seq;
  private boolean begun;

  private RelayTerm(
      Leadership leadership,
      RelayTarget target,
      CachePlan plan,
      RelaySettings settings,
      ServerTime time) {
    this.plan = plan;
    this.leadership = leadership;
    this.target = target;
    this.settings = settings;
    this.previousReply = time;
  }

  /**
   * Tries to begin a term. Contacts the cache first: a relay that cannot reach it must not lead,
   * and a leader must not wait for its first connection.
   *
   * @return empty while another instance leads
   */
  static Optional<RelayTerm> elect(
      ChangeLog log, RelayTarget target, CachePlan plan, RelaySettings settings) {
    ServerTime time = target.time();
    return log.lead().map(leadership -> new RelayTerm(leadership, target, plan, settings, time));
  }

  long number() {
    return leadership.term().number();
  }

  /**
   * Runs one round.
   *
   * @param mayCheckOnly whether a check is enough if it finds no rows; in a term's first round it
   *     never is
   * @throws ChangeLog.LeadershipLostException if this term is over; it must be closed
   */
  Result round(boolean mayCheckOnly) {
    if (begun && mayCheckOnly && findsNothing()) {
      return Result.WITHOUT_CACHE;
    }
    long began = System.nanoTime();
    ChangeBatch batch = leadership.poll(settings.batch());
    long ended = System.nanoTime();
    boolean idle = batch.complete() && batch.isEmpty();
    Round round =
        new Round(
            invalidations(batch), previousReply, batch.complete() ? plan.stalenessBound() : null);
    Reply reply =
        begun
            ? target.applyRound(leadership.term(), seq, round)
            : target.takeOver(leadership.term(), round);
    if (!reply.accepted()) {
      throw new ChangeLog.LeadershipLostException(number());
    }
    begun = true;
    previousReply = reply.time();
    seq = reply.seq();
    report(batch, began, ended);
    if (!batch.isEmpty()) {
      leadership.acknowledge(batch, seq);
    }
    return new Result(batch.changes().size(), idle, batch.complete(), true, reply.newEpoch());
  }

  private boolean findsNothing() {
    long began = System.nanoTime();
    boolean nothing = !leadership.hasUnread();
    if (nothing) {
      commitTimes.nothingBefore(began);
    }
    return nothing;
  }

  private List<Invalidation> invalidations(ChangeBatch batch) {
    List<Invalidation> invalidations = new ArrayList<>(batch.changes().size() + 1);
    if (batch.everything()) {
      invalidations.add(new Invalidation.Everything());
    }
    for (OrderChange change : batch.changes()) {
      invalidations.add(Invalidation.after(change, plan.policy()));
    }
    return invalidations;
  }

  /** A failure of the listener must not keep changes from the cache. */
  private void report(ChangeBatch batch, long began, long ended) {
    try {
      List<RelayedChange> relayed = commitTimes.of(batch, began, ended);
      if (!relayed.isEmpty()) {
        settings.listener().relayed(relayed);
      }
    } catch (RuntimeException | Error e) {
      listenerLog.failed(e);
    }
  }

  @Override
  public void close() {
    leadership.close();
  }
}
