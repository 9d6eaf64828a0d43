package dev.ordercache.cache;

import org.jspecify.annotations.Nullable;

/**
 * The cache cannot be reached, did not answer in time, or is another table's. The call may yet
 * have taken effect.
 */
public class OrderCacheException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what was tried and what failed. */
  public OrderCacheException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
