package dev.ordercache.cache;

import org.jspecify.annotations.Nullable;

/**
 * The cache cannot be reached, did not answer in time, or belongs to another table. The call may
 * still have taken effect.
 */
public class OrderCacheException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with a message and its cause. */
  public OrderCacheException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
