package dev.ordercache.statuschange;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.InvalidationPolicy;
import dev.ordercache.event.EventPublisher;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The steps after a commit: invalidate and publish at once, then record that this is done. If a
 * process dies in between, the sweeper begins again with the first step. So an event is published
 * at least once, and never before every reader sees the change. Safe for use by many threads.
 */
final class CompletionSteps {

  private static final System.Logger LOG = System.getLogger(CompletionSteps.class.getName());

  /** A publisher accepts 1,000 at once. */
  private static final int BATCH = 500;

  private final EventPublisher events;
  private final StatusChangeCompletion completion;
  private final InvalidationPolicy policy;
  private final Outcomes outcomes;
  private final ChangeCounters counters;

  CompletionSteps(StatusChanges.Parts parts, Outcomes outcomes, ChangeCounters counters) {
    this.events = parts.events();
    this.completion = parts.completion();
    this.policy = parts.plan().policy();
    this.outcomes = outcomes;
    this.counters = counters;
  }

  /** Completes entries, or leaves them to the sweeper. */
  boolean tryComplete(List<JournalEntry> entries) {
    return attempt(() -> complete(entries), entries);
  }

  /** Does the cache step alone. */
  boolean tryInvalidate(List<JournalEntry> entries) {
    return attempt(() -> events.publish(stale(entries), List.of()), entries);
  }

  /** Does the steps after the cache step, or leaves them to the sweeper. */
  boolean tryPublish(List<JournalEntry> entries) {
    return attempt(() -> publish(List.of(), entries), entries);
  }

  private boolean attempt(Runnable step, List<JournalEntry> entries) {
    try {
      step.run();
      return true;
    } catch (RuntimeException e) {
      counters.completionFailures.increment();
      LOG.log(
          System.Logger.Level.DEBUG, "Left to the sweeper: {0} changes: {1}", entries.size(), e);
      return false;
    }
  }

  /**
   * Completes entries that are not pending.
   *
   * @throws RuntimeException if the publisher or the database fails; no change is lost then
   */
  void complete(List<JournalEntry> entries) {
    for (int from = 0; from < entries.size(); from += BATCH) {
      List<JournalEntry> some = entries.subList(from, Math.min(entries.size(), from + BATCH));
      publish(stale(some), some);
    }
  }

  private List<Invalidation> stale(List<JournalEntry> entries) {
    return entries.stream()
        .map(JournalEntry::change)
        .filter(Objects::nonNull)
        .map(change -> Invalidation.after(change, policy))
        .toList();
  }

  private void publish(List<Invalidation> stale, List<JournalEntry> entries) {
    events.publish(stale, entries.stream().map(JournalEntry::event).toList());
    Set<Long> finished = completion.finish(entries);
    List<JournalEntry> mine =
        entries.stream()
            .filter(entry -> finished.contains(entry.id()))
            .map(JournalEntry::finished)
            .toList();
    counters.finished(mine);
    outcomes.ended(mine);
  }
}
