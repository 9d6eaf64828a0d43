package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.List;

/**
 * The queue of status changes, in the database of the orders: what is accepted, applied and written
 * about a change is committed together. Changes of one order are applied in the order in which they
 * were accepted, whoever applies them. Every method throws {@link StatusChangeException} if the
 * database cannot be reached or does not answer in time; what was to be written may yet have been.
 * Safe for use by many threads of many processes.
 */
public interface StatusChangeQueue {

  /**
   * Writes a change down, once for each key of a principal.
   *
   * @param grace how long it waits at least, so that it can be cancelled; zero or more
   */
  Acceptance accept(Submission submission, Duration grace);

  /**
   * Applies pending changes that are due, the oldest of each order first, and writes down what
   * became of them, in one transaction that is committed when this returns. Orders that somebody
   * else has locked or works on are left for later. So are those whose changes fail for a reason
   * that is not their own, such as a statement timeout, a deadlock or a locked table: that uses up
   * no attempt, unless it goes on for an hour while changes of other orders are applied, and others
   * go first.
   *
   * @param orders of how many orders at most, more than zero
   * @return what was applied or rejected; those that failed are only among them once given up
   */
  List<JournalEntry> settle(int orders);

  /**
   * Takes a change back that is still pending.
   *
   * @return whether it was; if not, it is in another state or unknown
   */
  boolean cancel(long change);

  /**
   * What is not finished yet.
   *
   * @param most where counting may end, more than zero; a tenth of it, one at least, is much for
   *     one principal
   */
  Backlog backlog(int most);
}
