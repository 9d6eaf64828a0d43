package dev.ordercache.relay;

import dev.ordercache.cache.CacheOwner;
import java.util.Optional;

/**
 * The log of changes that the database writes in the changing transaction, for every writer, and
 * the election of the one relay that reads it.
 */
public interface ChangeLog {

  /**
   * Tries to become the leader. Does not wait for another leader to end.
   *
   * @return a new term, or empty while another instance leads
   * @throws ChangeLogException if the log cannot be reached
   */
  Optional<Leadership> lead();

  /**
   * Counts the committed rows that no relay has acknowledged, whether or not a relay leads.
   *
   * @param limit the number at which counting ends, 1 or more
   * @throws ChangeLogException if the log cannot be read in time
   */
  LogBacklog backlog(int limit);

  /**
   * One term of leadership, used by one thread. A leader may lose it at any time without noticing
   * before its next call.
   */
  interface Leadership extends AutoCloseable {

    /** This leader's term. */
    Term term();

    /**
     * Checks whether the next poll would find rows, at far less cost: it checks neither the term
     * nor the triggers that write the log. So its result may only be used to postpone a round.
     *
     * @return true also if the answer is not known
     * @throws ChangeLogException if the log cannot be read
     */
    boolean hasUnread();

    /**
     * Reads the rows that are visible now, not those after some position: a row with a lower number
     * may become visible later than one with a higher.
     *
     * @param limit the maximum number of rows, 1 or more
     * @throws LeadershipLostException if this term was not the current one in the snapshot that was
     *     read
     * @throws ChangeLogException if the log cannot be read
     */
    ChangeBatch poll(int limit);

    /**
     * Deletes a batch's rows and stores the relay's progress, in one transaction.
     *
     * @param batch the batch that the last poll returned
     * @param seq the number of the round that has relayed it
     * @throws IllegalArgumentException if the batch is another; nothing was deleted
     * @throws LeadershipLostException if this term is not the current one; nothing was deleted
     * @throws ChangeLogException if the log cannot be written; nothing was deleted
     */
    void acknowledge(ChangeBatch batch, long seq);

    /** Gives up leadership. Never throws. */
    @Override
    void close();
  }

  /**
   * The result of an election.
   *
   * @param number higher than that of every earlier term
   * @param owner names the table of orders whose changes these are, and the server if it has a
   *     name, as in {@link CacheOwner}; a cache has one owner. The table's part does not change
   *     when the server is restarted, promoted or restored in place. Empty means unspecified.
   * @param origin names the database and its timeline, and also changes when the server is
   *     restarted or a trigger that writes the log is altered; entries and terms of another origin
   *     are not valid for this one
   * @param acknowledged the progress of the last relay that acknowledged
   */
  record Term(long number, String owner, String origin, Progress acknowledged) {

    /** A term without an owner. */
    public Term(long number, String origin, Progress acknowledged) {
      this(number, "", origin, acknowledged);
    }
  }

  /** The change log cannot be reached. */
  class ChangeLogException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates an exception with a message and its cause. */
    public ChangeLogException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Another relay leads now. */
  class LeadershipLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates an exception for this term. */
    public LeadershipLostException(long term) {
      super("term " + term + " is over");
    }
  }
}
