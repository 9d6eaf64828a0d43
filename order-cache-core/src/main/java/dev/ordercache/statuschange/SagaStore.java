package dev.ordercache.statuschange;

import dev.ordercache.statuschange.StatusChangeStore.StatusChangeException;

/**
 * The database's part of a saga. Every method throws {@link StatusChangeException} if the database
 * can not be reached or does not answer in time; the transaction may yet have been committed. Safe
 * for use by many threads.
 */
public interface SagaStore {

  /**
   * Writes a change down and makes it, or writes down why not, in one transaction.
   *
   * @return accepted with an entry that is {@code APPLIED} or {@code REJECTED}; that is {@code
   *     PENDING}, and left to the workers of the queue, if somebody else has the order locked or
   *     earlier changes of it are pending, which those workers also complete; or that is whatever
   *     it had come to if the key was used before
   */
  Acceptance apply(Submission submission);

  /**
   * Takes an applied change back in one transaction, if the order still has the version that it
   * made: its status and assignee are as before, and its version rises. Does nothing to a change
   * that is in another state than {@code APPLIED}.
   *
   * @return the entry afterwards: {@code COMPENSATED}, or {@code SUPERSEDED} if somebody has
   *     changed the order since, or as it was
   */
  JournalEntry compensate(long change);
}
