package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The records of status changes. Every method throws {@link StatusChangeException} if the database
 * cannot be reached or does not answer in time. Safe for use by many threads.
 */
public interface StatusChangeJournal {

  /** Reads the existing entries with these ids, in the order of their ids. */
  List<JournalEntry> findAll(Set<Long> ids);

  /**
   * Reads entries whose cache step or event has been due for longer than a time, the oldest first:
   * the process that settled them has died or could not reach the cache. Entries that may be
   * compensated come before all others, but only after ten times as long, because their submitter
   * may be about to decide.
   *
   * @param since the minimum time, zero or more
   * @param atMost the maximum number of entries, more than zero
   */
  List<JournalEntry> unfinished(Duration since, int atMost);

  /**
   * Records that cache step and event are done: {@code APPLIED} entries become {@code DONE}.
   *
   * @return the ids of those that were not finished before
   */
  Set<Long> finish(Collection<JournalEntry> entries);

  /**
   * Deletes or archives entries that ended longer ago than a time.
   *
   * @param atMost the maximum number in one transaction, more than zero
   * @return how many there were
   */
  int tidy(Duration age, int atMost);
}
