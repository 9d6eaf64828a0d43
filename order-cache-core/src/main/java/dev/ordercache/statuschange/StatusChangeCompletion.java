package dev.ordercache.statuschange;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the steps after a commit call, in a worker, in the sweeper or in a request: records that a
 * change is published, or decides whether that of a saga stays. Every method throws {@link
 * StatusChangeException} if the database cannot be reached or does not answer in time; the
 * transaction may still have been committed. Safe for use by many threads of many processes.
 */
public interface StatusChangeCompletion {

  /**
   * Records that cache step and event are done: {@code APPLIED} entries become {@code DONE}.
   *
   * @return the ids of those that were not finished before
   */
  Set<Long> finish(Collection<JournalEntry> entries);

  /**
   * Decides that an applied change is not compensated. If its cache step is done, it is {@code
   * DONE}, and its event is due; otherwise it is treated as a queued change from then on, and its
   * cache step is due.
   *
   * @param why the reason for which it was not compensated, or null if its cache step is done
   * @return the entry afterwards: {@code DONE}, {@code APPLIED}, or the state that it already had
   */
  JournalEntry keep(long change, @Nullable String why);

  /**
   * Compensates an applied change in one transaction, if the order still has the version that the
   * change made: restores the order's status and assignee, and increases its version. Does nothing
   * to a change that is in another state than {@code APPLIED} or may not be compensated.
   *
   * @return the entry afterwards: {@code COMPENSATED}, or {@code SUPERSEDED} if the order was
   *     changed since, or unchanged
   */
  JournalEntry compensate(long change);
}
