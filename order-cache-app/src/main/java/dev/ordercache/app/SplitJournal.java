package dev.ordercache.app;

import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeJournal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The journal beside a {@link SplitQueue}: whoever asks for a change has the readers' pool, and
 * what ends changes the workers'.
 */
record SplitJournal(StatusChangeJournal readers, StatusChangeJournal workers)
    implements StatusChangeJournal {

  @Override
  public List<JournalEntry> findAll(Set<Long> ids) {
    return readers.findAll(ids);
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int atMost) {
    return workers.unfinished(since, atMost);
  }

  @Override
  public Set<Long> finish(Collection<JournalEntry> entries) {
    return workers.finish(entries);
  }

  @Override
  public int tidy(Duration age, int atMost) {
    return workers.tidy(age, atMost);
  }
}
