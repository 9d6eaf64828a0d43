package dev.ordercache.statuschange;

import org.jspecify.annotations.Nullable;

/**
 * The database's part of a saga. Every method throws {@link StatusChangeException} if the database
 * cannot be reached or does not answer in time; the transaction may yet have been committed. Safe
 * for use by many threads.
 */
public interface SagaStore {

  /**
   * Writes a change down and makes it, or writes down why not, in one transaction.
   *
   * @param recovery whether the change may be compensated
   * @return accepted with an entry that is {@code APPLIED} or {@code REJECTED}; that is {@code
   *     PENDING}, and left to the workers of the queue, who never take it back, if it could not be
   *     made now, somebody else has the order locked, or earlier changes of it are pending; or that
   *     is whatever it had come to if the key was used before
   */
  Acceptance apply(Submission submission, Saga.Recovery recovery);

  /**
   * Takes an applied change back in one transaction, if the order still has the version that it
   * made: its status and assignee are as before, and its version rises. Does nothing to a change
   * that is in another state than {@code APPLIED} or may not be compensated.
   *
   * @return the entry afterwards: {@code COMPENSATED}, or {@code SUPERSEDED} if somebody has
   *     changed the order since, or as it was
   */
  JournalEntry compensate(long change);

  /**
   * Decides that an applied change is not compensated. If its cache step is done, it is {@code
   * DONE}, and its event is due; otherwise it is as one of the queue from then on, and its cache
   * step is due.
   *
   * @param why what has kept it from being compensated, or null if its cache step is done
   * @return the entry afterwards: {@code DONE}, {@code APPLIED}, or whatever it had come to before
   */
  JournalEntry keep(long change, @Nullable String why);
}
