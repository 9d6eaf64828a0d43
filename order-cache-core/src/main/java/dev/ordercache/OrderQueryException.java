package dev.ordercache;

import org.jspecify.annotations.Nullable;

/**
 * Orders cannot be read: the database is unavailable, too slow or too busy. A later attempt may
 * succeed.
 */
public class OrderQueryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with a message and its cause, if there is one. */
  public OrderQueryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
