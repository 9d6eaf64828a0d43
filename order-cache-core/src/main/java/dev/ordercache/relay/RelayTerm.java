package dev.ordercache.relay;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.FreshnessFeed.Guard;
import dev.ordercache.relay.FreshnessFeed.Reply;
import dev.ordercache.relay.FreshnessFeed.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One term of a relay, as rounds of <i>poll</i>, <i>drain</i> and <i>acknowledge</i>.
 *
 * <p>The guard that a round sets ends at the cache's time in the last reply <i>before</i> the
 * round's poll plus the staleness bound. Whatever was committed before that reply is in the poll or
 * was drained earlier, so a guard that is present at time t proves that everything committed before
 * t minus the bound has been invalidated: by one clock, and whatever pauses there were.
 *
 * <p>A round may be no more than a look that finds nothing. It has no reply and sets no guard, so
 * the next guard is founded on an older reply, and is only shorter for that. It carries nothing
 * over either: the round that sets a guard polls for itself, after the reply that it counts from.
 * Used by one thread.
 */
final class RelayTerm implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RelayTerm.class.getName());

  /**
   * What a round found.
   *
   * @param idle whether there was nothing to carry
   * @param complete whether it carried all that its poll's snapshot could see
   * @param cached whether the cache took part, and so set the guard if the round was complete
   */
  record Result(int changes, boolean idle, boolean complete, boolean cached, boolean newEpoch) {

    static final Result WITHOUT_CACHE = new Result(0, true, true, false, false);
  }

  private final Leadership leadership;
  private final FreshnessFeed feed;
  private final CachePlan plan;
  private final RelaySettings settings;
  private final CommitTimes commitTimes = new CommitTimes();
  private long previousReply;
  private long seq;
  private boolean begun;
  private boolean listenerFailed;

  private RelayTerm(
      Leadership leadership, FreshnessFeed feed, CachePlan plan, RelaySettings settings) {
    this.plan = plan;
    this.leadership = leadership;
    this.feed = feed;
    this.settings = settings;
  }

  /**
   * Tries to begin a term. Asks the cache first: whoever cannot reach it must not lead, and
   * whoever leads must not be kept waiting for a first connection.
   *
   * @return empty while somebody else leads
   */
  static Optional<RelayTerm> elect(
      ChangeLog log, FreshnessFeed feed, CachePlan plan, RelaySettings settings) {
    long time = feed.time();
    Optional<RelayTerm> elected =
        log.lead().map(leadership -> new RelayTerm(leadership, feed, plan, settings));
    elected.ifPresent(term -> term.previousReply = time);
    return elected;
  }

  long number() {
    return leadership.term().number();
  }

  /**
   * Does one round.
   *
   * @param mayLook whether a look is enough if it finds nothing; in the first of a term it never is
   * @throws ChangeLog.LeadershipLostException if this term is over; it must be closed
   */
  Result round(boolean mayLook) {
    if (begun && mayLook && findsNothing()) {
      return Result.WITHOUT_CACHE;
    }
    long began = System.nanoTime();
    ChangeBatch batch = leadership.poll(settings.batch());
    long ended = System.nanoTime();
    boolean idle = batch.complete() && batch.isEmpty();
    Round round =
        new Round(
            invalidations(batch),
            batch.complete() ? new Guard(previousReply, plan.stalenessBound()) : null);
    Reply reply =
        begun
            ? feed.drain(new Progress(number(), seq), round)
            : feed.takeOver(leadership.term(), round);
    if (!reply.accepted()) {
      throw new ChangeLog.LeadershipLostException(number());
    }
    begun = true;
    previousReply = reply.time();
    seq = reply.seq();
    tell(batch, began, ended);
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

  /** Nothing that goes wrong here may keep changes from the cache. */
  private void tell(ChangeBatch batch, long began, long ended) {
    try {
      List<CarriedChange> carried = commitTimes.of(batch, began, ended);
      if (!carried.isEmpty()) {
        settings.listener().carried(carried);
      }
    } catch (RuntimeException | Error e) {
      if (!listenerFailed) {
        listenerFailed = true;
        LOG.log(System.Logger.Level.WARNING, "A listener to changes failed (said once a term)", e);
      }
    }
  }

  @Override
  public void close() {
    leadership.close();
  }
}
