package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.List;

/**
 * What workers and the sweeper call: applies the changes of the {@link StatusChangeInbox}. Changes
 * of one order are applied in the order in which they were accepted, by whichever worker. Every
 * method throws {@link StatusChangeException} if the database cannot be reached or does not answer
 * in time; the write may still have taken effect. Safe for use by many threads of many processes.
 */
public interface StatusChangeWork {

  /**
   * Applies pending changes that are due, the oldest of each order first, and stores their
   * outcomes, in one transaction that is committed when this returns. Orders that another session
   * has locked, or another worker is processing, are left for later. So are orders whose changes
   * fail for an external reason, such as a statement timeout, a deadlock or a locked table. Such a
   * failure uses up no attempt, unless it continues for an hour while changes of other orders are
   * applied, and other orders go first.
   *
   * @param orders the maximum number of orders, more than zero
   * @return the changes that were applied or rejected; failed ones are included only once given up
   */
  List<JournalEntry> settle(int orders);

  /**
   * Reads entries whose cache step or event has been due for longer than a time, the oldest first:
   * the process that settled them has died or could not reach the cache. Entries that may be
   * compensated come before all others, but only after ten times as long, because their submitter
   * may be about to decide.
   *
   * @param since the minimum time, zero or more
   * @param limit the maximum number of entries, more than zero
   */
  List<JournalEntry> unfinished(Duration since, int limit);

  /**
   * The unfinished changes.
   *
   * @param limit the number at which counting may end, more than zero; a principal with a tenth of
   *     it pending, one at least, is reported as greedy
   */
  Backlog backlog(int limit);

  /**
   * Deletes or archives entries that ended longer ago than a time.
   *
   * @param limit the maximum number in one transaction, more than zero
   * @return how many there were
   */
  int tidy(Duration age, int limit);
}
