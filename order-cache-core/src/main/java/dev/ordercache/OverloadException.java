package dev.ordercache;

/** As many reads of the database as are allowed are under way, and as many wait as may. */
public class OverloadException extends OrderQueryException {

  private static final long serialVersionUID = 1;

  /** With what was full. */
  public OverloadException(String message) {
    super(message, null);
  }
}
