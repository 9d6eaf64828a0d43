package dev.ordercache;

/** The maximum number of database reads is under way, and the maximum number is waiting. */
public class OverloadException extends OrderQueryException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with a message that names the limit. */
  public OverloadException(String message) {
    super(message, null);
  }
}
