package dev.ordercache;

import org.jspecify.annotations.Nullable;

/** Orders cannot be read: the database is away, too slow or too busy. Trying later may help. */
public class OrderQueryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what was tried, and what failed if anything did. */
  public OrderQueryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
