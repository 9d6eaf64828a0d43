package dev.ordercache.statuschange;

/** Statuses can not be changed now: the database is away, too slow or too busy. */
public class StatusChangeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what was tried and what failed. */
  public StatusChangeException(String message, Throwable cause) {
    super(message, cause);
  }
}
