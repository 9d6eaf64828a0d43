package dev.ordercache.cacheaside;

/** The cache can not be reached, or did not answer in time. The call may yet have taken effect. */
public class OrderCacheException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what was tried and what failed. */
  public OrderCacheException(String message, Throwable cause) {
    super(message, cause);
  }
}
