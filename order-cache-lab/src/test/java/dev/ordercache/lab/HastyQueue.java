package dev.ordercache.lab;

import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeCompletion;
import dev.ordercache.statuschange.StatusChangeWork;
import dev.ordercache.statuschange.StatusChanges;
import java.time.Duration;
import java.util.List;

/** A queue for which a change is done when it is committed, as in most queues in a table. */
record HastyQueue(StatusChangeWork work, StatusChangeCompletion completion)
    implements StatusChangeWork {

  /** These parts with such a queue. */
  static StatusChanges.Parts in(StatusChanges.Parts parts) {
    return new StatusChanges.Parts(
        parts.inbox(),
        new HastyQueue(parts.work(), parts.completion()),
        parts.completion(),
        parts.events(),
        parts.plan());
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    List<JournalEntry> settled = work.settle(orders);
    completion.finish(settled);
    return settled;
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int limit) {
    return work.unfinished(since, limit);
  }

  @Override
  public Backlog backlog(int limit) {
    return work.backlog(limit);
  }

  @Override
  public int tidy(Duration age, int limit) {
    return work.tidy(age, limit);
  }
}
