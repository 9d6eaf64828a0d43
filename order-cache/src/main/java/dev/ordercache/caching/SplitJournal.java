package dev.ordercache.caching;

import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeJournal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The journal of a {@link SplitQueue}, through the same two pools. The steps that finish changes
 * use the workers' pool, even in a request.
 */
record SplitJournal(StatusChangeJournal requests, StatusChangeJournal workers)
    implements StatusChangeJournal {

  @Override
  public List<JournalEntry> findAll(Set<Long> ids) {
    return requests.findAll(ids);
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
