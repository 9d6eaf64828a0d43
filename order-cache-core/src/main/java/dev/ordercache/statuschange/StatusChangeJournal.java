package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What is written about status changes. Every method throws {@link StatusChangeException} if the
 * database cannot be reached or does not answer in time. Safe for use by many threads.
 */
public interface StatusChangeJournal {

  /** Reads the entries with these ids that there are, in the order of their ids. */
  List<JournalEntry> findAll(Set<Long> ids);

  /**
   * Reads entries whose cache step or event is due for longer than a time, the oldest first:
   * whoever settled them has died or could not reach the cache. What may be compensated comes
   * before all others, but after ten times as long only, for its submitter may be about to decide.
   *
   * @param since how long at least, zero or more
   * @param atMost how many, more than zero
   */
  List<JournalEntry> unfinished(Duration since, int atMost);

  /**
   * Writes down that cache step and event are done: what was {@code APPLIED} is {@code DONE}.
   *
   * @return the ids of those that were not finished before
   */
  Set<Long> finish(Collection<JournalEntry> entries);

  /**
   * Deletes or archives entries that ended longer ago than a time.
   *
   * @param atMost how many in one transaction, more than zero
   * @return how many there were
   */
  int tidy(Duration age, int atMost);
}
