package dev.ordercache.lab;

import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeCompletion;
import dev.ordercache.statuschange.StatusChangeWork;
import dev.ordercache.statuschange.StatusChanges;
import java.util.List;

/** A queue for which a change is done when it is committed, as in most queues in a table. */
final class HastyQueue extends ForwardingWork {

  private final StatusChangeCompletion completion;

  private HastyQueue(StatusChangeWork work, StatusChangeCompletion completion) {
    super(work);
    this.completion = completion;
  }

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
    List<JournalEntry> settled = super.settle(orders);
    completion.finish(settled);
    return settled;
  }
}
