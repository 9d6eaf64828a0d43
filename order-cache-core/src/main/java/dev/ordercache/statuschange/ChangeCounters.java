package dev.ordercache.statuschange;

import dev.ordercache.event.ChangeState;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of status changes. Safe for use by many threads. */
final class ChangeCounters {

  final LongAdder accepted = new LongAdder();
  final LongAdder repeated = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder swept = new LongAdder();
  final LongAdder workerFailures = new LongAdder();
  final LongAdder sweeperFailures = new LongAdder();
  final LongAdder completionFailures = new LongAdder();
  final LongAdder compensationFailures = new LongAdder();
  final LongAdder compensationsGivenUp = new LongAdder();
  private final Map<ChangeState, LongAdder> ended = new EnumMap<>(ChangeState.class);

  ChangeCounters() {
    for (ChangeState state : ChangeState.values()) {
      ended.put(state, new LongAdder());
    }
  }

  /** Called when entries have reached a terminal state and were published. */
  void finished(Collection<JournalEntry> entries) {
    for (JournalEntry entry : entries) {
      LongAdder counter = ended.get(entry.state());
      if (counter != null) {
        counter.increment();
      }
    }
  }

  /** How many changes that have changed an order were published. */
  long completed() {
    return sum(ChangeState.DONE) + sum(ChangeState.COMPENSATED);
  }

  private long sum(ChangeState state) {
    return ended.getOrDefault(state, new LongAdder()).sum();
  }

  /** Counts the answer to a submitter. */
  void count(Acceptance acceptance) {
    LongAdder counter = refused;
    if (acceptance instanceof Acceptance.Accepted answer) {
      counter = answer.repeated() ? repeated : accepted;
    }
    counter.increment();
  }

  StatusChangesStatistics statistics(Backlog backlog, int awaited) {
    Map<ChangeState, Long> byState = new EnumMap<>(ChangeState.class);
    ended.forEach((state, counter) -> byState.put(state, counter.sum()));
    return new StatusChangesStatistics(
        accepted.sum(),
        repeated.sum(),
        refused.sum(),
        byState,
        swept.sum(),
        workerFailures.sum(),
        sweeperFailures.sum(),
        completionFailures.sum(),
        compensationFailures.sum(),
        compensationsGivenUp.sum(),
        backlog,
        awaited);
  }
}
