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
   * @return a new term, or empty while somebody else leads
   * @throws ChangeLogException if the log cannot be reached
   */
  Optional<Leadership> lead();

  /**
   * Counts the rows that are committed and that no relay has acknowledged. Whether somebody leads,
   * and who, does not matter.
   *
   * @param most counting ends there, 1 or more
   * @throws ChangeLogException if the log cannot be read in time
   */
  LogBacklog backlog(int most);

  /**
   * One term of leadership, used by one thread. A leader may lose it at any time without noticing
   * before its next call.
   */
  interface Leadership extends AutoCloseable {

    /** This leader's term. */
    Term term();

    /**
     * Looks whether the next poll would find rows, at far less cost: it looks neither at the term
     * nor at what feeds the log. So nothing may be founded on it but that a round can wait.
     *
     * @return true also if that is not known
     * @throws ChangeLogException if the log cannot be read
     */
    boolean hasUnread();

    /**
     * Reads the rows that are visible now, not those after some position: a row with a lower number
     * may become visible later than one with a higher.
     *
     * @param limit at most so many rows, 1 or more
     * @throws LeadershipLostException if this term was not the current one in the very snapshot
     *     that was read
     * @throws ChangeLogException if the log cannot be read
     */
    ChangeBatch poll(int limit);

    /**
     * Deletes a batch's rows and stores how far the relay has got, in one transaction.
     *
     * @param batch what the last poll returned
     * @param seq the number of the round that has relayed it
     * @throws IllegalArgumentException if the batch is another; nothing was deleted
     * @throws LeadershipLostException if this term is not the current one; nothing was deleted
     * @throws ChangeLogException if that cannot be done; nothing was deleted
     */
    void acknowledge(ChangeBatch batch, long seq);

    /** Lets somebody else lead. Never throws. */
    @Override
    void close();
  }

  /**
   * What an election gives.
   *
   * @param number higher than that of every earlier term
   * @param owner names the table of orders whose changes these are, and the server if it has a
   *     name, as in {@link CacheOwner}; a cache has one owner. The table's part stays when the
   *     server is restarted, promoted or restored in place. Empty does not say.
   * @param origin names the database and its timeline, and changes also when the server was
   *     restarted or a trigger that writes the log was touched; another one means that what was
   *     cached under it, and its terms, say nothing about this one
   * @param acknowledged how far the last acknowledging relay had got
   */
  record Term(long number, String owner, String origin, Progress acknowledged) {

    /** A term that does not say whose changes these are. */
    public Term(long number, String origin, Progress acknowledged) {
      this(number, "", origin, acknowledged);
    }
  }

  /** The change log cannot be reached. */
  class ChangeLogException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With what was tried and what failed. */
    public ChangeLogException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Another relay leads now. */
  class LeadershipLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Of this term. */
    public LeadershipLostException(long term) {
      super("term " + term + " is over");
    }
  }
}
