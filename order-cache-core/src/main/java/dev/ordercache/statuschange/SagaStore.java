package dev.ordercache.statuschange;

import org.jspecify.annotations.Nullable;

/**
 * The database's part of a saga. Every method throws {@link StatusChangeException} if the database
 * cannot be reached or does not answer in time; the transaction may still have been committed. Safe
 * for use by many threads.
 */
public interface SagaStore {

  /**
   * Stores a change and applies it, or stores why not, in one transaction.
   *
   * @param recovery whether the change may be compensated
   * @return accepted with an entry that is {@code APPLIED} or {@code REJECTED}. It is {@code
   *     PENDING} if the change could not be applied now, another session has locked the order, or
   *     earlier changes of the order are pending; the workers of the queue then apply it and never
   *     compensate it. It is in its present state if the key was used before
   */
  Acceptance apply(Submission submission, Saga.Recovery recovery);

  /**
   * Compensates an applied change in one transaction, if the order still has the version that the
   * change made: restores the order's status and assignee, and increases its version. Does nothing
   * to a change that is in another state than {@code APPLIED} or may not be compensated.
   *
   * @return the entry afterwards: {@code COMPENSATED}, or {@code SUPERSEDED} if the order was
   *     changed since, or unchanged
   */
  JournalEntry compensate(long change);

  /**
   * Decides that an applied change is not compensated. If its cache step is done, it is {@code
   * DONE}, and its event is due; otherwise it is treated as a queued change from then on, and its
   * cache step is due.
   *
   * @param why the reason for which it was not compensated, or null if its cache step is done
   * @return the entry afterwards: {@code DONE}, {@code APPLIED}, or the state that it already had
   */
  JournalEntry keep(long change, @Nullable String why);
}
