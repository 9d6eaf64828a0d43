package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.List;

/**
 * The queue of status changes, in the database of the orders: the acceptance or the effect of a
 * change is committed together with its record. Changes of one order are applied in the order in
 * which they were accepted, by whichever worker. Every method throws {@link StatusChangeException}
 * if the database cannot be reached or does not answer in time; the write may still have taken
 * effect. Safe for use by many threads of many processes.
 */
public interface StatusChangeQueue {

  /**
   * Stores a change as pending, once for each key of a principal.
   *
   * @param grace the minimum time that it waits, so that it can be cancelled; zero or more
   */
  Acceptance accept(Submission submission, Duration grace);

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
   * Cancels a change that is still pending.
   *
   * @return whether it was; if not, it is in another state or unknown
   */
  boolean cancel(long change);

  /**
   * The unfinished changes.
   *
   * @param limit the number at which counting may end, more than zero; a principal with a tenth of
   *     it pending, one at least, is reported as greedy
   */
  Backlog backlog(int limit);
}
