package dev.ordercache.statuschange;

/**
 * Statuses cannot be changed now: the database is away, too slow or too busy, or it refuses this
 * change.
 */
public class StatusChangeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean isTransient;

  /** One that is transient, with what was tried and what failed. */
  public StatusChangeException(String message, Throwable cause) {
    this(message, cause, true);
  }

  /** With what was tried, what failed, and whether that may succeed when it is tried again. */
  public StatusChangeException(String message, Throwable cause, boolean isTransient) {
    super(message, cause);
    this.isTransient = isTransient;
  }

  /**
   * Whether the reason is the state of the database, of the connection or of other transactions. If
   * not, it is the change itself, which will fail again unless somebody mends what refuses it.
   */
  public boolean isTransient() {
    return isTransient;
  }
}
