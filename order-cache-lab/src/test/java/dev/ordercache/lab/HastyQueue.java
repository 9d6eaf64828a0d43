package dev.ordercache.lab;

import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeJournal;
import dev.ordercache.statuschange.StatusChangeQueue;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;

/** A queue for which a change is done when it is committed, as in most queues in a table. */
record HastyQueue(StatusChangeQueue queue, StatusChangeJournal journal)
    implements StatusChangeQueue {

  /** These parts with such a queue. */
  static StatusChanges.Parts in(StatusChanges.Parts parts) {
    return new StatusChanges.Parts(
        new HastyQueue(parts.queue(), parts.journal()),
        parts.journal(),
        parts.cache(),
        parts.events(),
        parts.plan());
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    List<JournalEntry> settled = queue.settle(orders);
    journal.finish(settled);
    return settled;
  }

  @Override
  public Acceptance accept(Submission submission, Duration grace) {
    return queue.accept(submission, grace);
  }

  @Override
  public boolean cancel(long change) {
    return queue.cancel(change);
  }

  @Override
  public Backlog backlog(int most) {
    return queue.backlog(most);
  }
}
