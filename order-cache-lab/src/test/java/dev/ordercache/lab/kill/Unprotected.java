package dev.ordercache.lab.kill;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.lab.ForwardingWork;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeInbox;
import dev.ordercache.statuschange.StatusChangeWork;
import dev.ordercache.statuschange.StatusChanges;
import java.time.Duration;
import java.util.List;

/** Status changes that lack a protection, to show that the run finds that. */
public enum Unprotected {
  /** A change is accepted before it is written down. */
  IN_MEMORY,
  /** No sweeper finishes what a dead worker has left. */
  UNSWEPT,
  /** A free worker takes the oldest change that no other has taken, of any order. */
  UNORDERED;

  /** The parts, one of them without its protection. */
  public StatusChanges.Parts weaken(StatusChanges.Parts parts, JdbcSettings database) {
    StatusChangeInbox inbox = parts.inbox();
    StatusChangeWork work = parts.work();
    switch (this) {
      case IN_MEMORY -> inbox = new MemoryInbox(inbox, database);
      case UNSWEPT -> work = new Unswept(work);
      case UNORDERED -> work = new UnorderedWork(parts, database);
    }
    return new StatusChanges.Parts(inbox, work, parts.completion(), parts.events(), parts.plan());
  }

  private static final class Unswept extends ForwardingWork {

    Unswept(StatusChangeWork work) {
      super(work);
    }

    @Override
    public List<JournalEntry> unfinished(Duration since, int limit) {
      return List.of();
    }
  }
}
