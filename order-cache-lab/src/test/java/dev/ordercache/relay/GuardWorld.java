package dev.ordercache.relay;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A minimal change log and relay target for the guard: unlike the implementations in memory, they
 * can be copied and compared, and the target records which changes were relayed. Times are
 * milliseconds.
 */
final class GuardWorld {

  private static final OrderStatus STATUS = new OrderStatus("STATUS");

  private final List<Long> commits = new ArrayList<>();
  private Progress acknowledged = new Progress(0, 0);
  private @Nullable Progress target;
  private long now;
  private long term;
  private boolean led;
  // sets of changes, one bit each
  private int waiting;
  private int relayed;
  private long guardEnd;

  GuardWorld copy() {
    GuardWorld copy = new GuardWorld();
    copy.commits.addAll(commits);
    copy.waiting = waiting;
    copy.relayed = relayed;
    copy.acknowledged = acknowledged;
    copy.target = target;
    copy.now = now;
    copy.term = term;
    copy.led = led;
    copy.guardEnd = guardEnd;
    return copy;
  }

  /** Equal for worlds with the same possible continuations. */
  List<Object> key() {
    return List.of(
        List.copyOf(commits),
        acknowledged,
        Optional.ofNullable(target),
        now,
        term,
        led,
        guardEnd,
        waiting,
        relayed);
  }

  long now() {
    return now;
  }

  ServerTime time() {
    return new ServerTime(now, "");
  }

  void tick() {
    now++;
  }

  void commit() {
    waiting |= 1 << commits.size();
    commits.add(now);
  }

  /** Ends the present term without notifying its leader. */
  void depose() {
    led = false;
  }

  /**
   * Whether a reader relies on the guard although a change as old as the reader's bound is not
   * relayed.
   *
   * @param assumedBound the bound with which, as the reader assumes, the guard was set
   */
  boolean isBoundViolated(long assumedBound, long bound) {
    long trustedUntil = Math.min(guardEnd, guardEnd - assumedBound + bound);
    for (int change = 0; change < commits.size() && now < trustedUntil; change++) {
      if (commits.get(change) <= now - bound && (relayed & 1 << change) == 0) {
        return true;
      }
    }
    return false;
  }

  @Nullable Term lead() {
    if (led) {
      return null;
    }
    led = true;
    term++;
    return new Term(term, "here", acknowledged);
  }

  boolean hasUnread() {
    return waiting != 0;
  }

  ChangeBatch poll(long number, int limit) {
    requireCurrent(number);
    List<Long> positions =
        LongStream.range(0, commits.size())
            .filter(i -> (waiting & 1 << i) != 0)
            .limit(limit)
            .boxed()
            .toList();
    List<OrderChange> changes =
        positions.stream()
            .map(position -> new OrderChange(new OrderId(position), 1, null, STATUS, "t"))
            .toList();
    return new ChangeBatch(
        positions,
        changes,
        Collections.nCopies(changes.size(), Instant.EPOCH),
        Instant.EPOCH,
        false,
        Integer.bitCount(waiting) <= limit);
  }

  void acknowledge(long number, ChangeBatch batch, long seq) {
    requireCurrent(number);
    batch.positions().forEach(position -> waiting &= ~(1 << position));
    acknowledged = new Progress(number, seq);
  }

  void resign(long number) {
    if (number == term) {
      led = false;
    }
  }

  private void requireCurrent(long number) {
    if (!led || number != term) {
      throw new LeadershipLostException(number);
    }
  }

  Reply takeOver(Term taken, Round round) {
    Progress present = target;
    if (present != null && present.term() > taken.number()) {
      return new Reply(false, false, present.seq(), time());
    }
    if (present == null) {
      relayed = (1 << commits.size()) - 1;
    }
    return apply(new Progress(taken.number(), 1), round, present == null);
  }

  Reply applyRound(Term taken, long seq, Round round) {
    if (!new Progress(taken.number(), seq).equals(target)) {
      return new Reply(false, false, target == null ? 0 : target.seq(), time());
    }
    return apply(new Progress(taken.number(), seq + 1), round, false);
  }

  private Reply apply(Progress next, Round round, boolean newEpoch) {
    for (Invalidation invalidation : round.invalidations()) {
      OrderChange change = ((Invalidation.Entries) invalidation).change();
      if (change != null) {
        relayed |= 1 << change.id().value();
      }
    }
    target = next;
    Duration bound = round.bound();
    if (bound != null && round.since().millis() + bound.toMillis() > now) {
      guardEnd = round.since().millis() + bound.toMillis();
    }
    return new Reply(true, newEpoch, next.seq(), time());
  }
}
