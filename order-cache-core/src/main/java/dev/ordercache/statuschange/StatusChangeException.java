package dev.ordercache.statuschange;

/**
 * Statuses cannot be changed now: the database is unavailable, too slow or too busy, or it refuses
 * this change.
 */
public class StatusChangeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean isTransient;

  /** Creates a transient exception with a message and its cause. */
  public StatusChangeException(String message, Throwable cause) {
    this(message, cause, true);
  }

  /** Creates an exception with a message, its cause, and whether a retry may succeed. */
  public StatusChangeException(String message, Throwable cause, boolean isTransient) {
    super(message, cause);
    this.isTransient = isTransient;
  }

  /**
   * Whether the reason is the state of the database, of the connection or of other transactions. If
   * not, it is the change itself, which will fail again until the operator removes the cause.
   */
  public boolean isTransient() {
    return isTransient;
  }
}
