package dev.ordercache.statuschange;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What requests call: accepts, cancels and finds status changes in the database of the orders. The
 * acceptance or the effect of a change is committed together with its record. Every method throws
 * {@link StatusChangeException} if the database cannot be reached or does not answer in time; the
 * write may still have taken effect. Safe for use by many threads of many processes.
 */
public interface StatusChangeInbox {

  /**
   * Stores a change as pending, once for each key of a principal.
   *
   * @param grace the minimum time that it waits, so that it can be cancelled; zero or more
   */
  Acceptance accept(Submission submission, Duration grace);

  /**
   * Stores a change and applies it as a saga, or stores why not, in one transaction.
   *
   * @param recovery whether the change may be compensated
   * @return accepted with an entry that is {@code APPLIED} or {@code REJECTED}. It is {@code
   *     PENDING} if the change could not be applied now, another session has locked the order, or
   *     earlier changes of the order are pending; the workers then apply it and never compensate
   *     it. It is in its present state if the key was used before
   */
  Acceptance apply(Submission submission, Recovery recovery);

  /**
   * Cancels a change that is still pending.
   *
   * @return whether it was; if not, it is in another state or unknown
   */
  boolean cancel(long change);

  /** Reads the existing entries with these ids, in the order of their ids. */
  List<JournalEntry> findAll(Set<Long> ids);
}
