package dev.ordercache.lab.kill;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeJournal;
import dev.ordercache.statuschange.StatusChangeQueue;
import dev.ordercache.statuschange.StatusChanges;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

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
    StatusChangeQueue queue = parts.queue();
    StatusChangeJournal journal = parts.journal();
    switch (this) {
      case IN_MEMORY -> {
        MemoryQueue memory = new MemoryQueue(parts, database);
        queue = memory;
        journal = memory.journal();
      }
      case UNSWEPT -> journal = new Unswept(journal);
      case UNORDERED -> queue = new UnorderedQueue(parts, database);
    }
    return new StatusChanges.Parts(queue, journal, parts.cache(), parts.events(), parts.plan());
  }

  private record Unswept(StatusChangeJournal journal) implements StatusChangeJournal {

    @Override
    public List<JournalEntry> findAll(Set<Long> ids) {
      return journal.findAll(ids);
    }

    @Override
    public List<JournalEntry> unfinished(Duration since, int atMost) {
      return List.of();
    }

    @Override
    public Set<Long> finish(Collection<JournalEntry> entries) {
      return journal.finish(entries);
    }

    @Override
    public int tidy(Duration age, int atMost) {
      return journal.tidy(age, atMost);
    }
  }
}
