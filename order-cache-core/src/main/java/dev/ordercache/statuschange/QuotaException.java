package dev.ordercache.statuschange;

import dev.ordercache.OverloadException;

/** One principal has as many changes pending as one may have. */
public final class QuotaException extends OverloadException {

  private static final long serialVersionUID = 1;

  /** With what is too much. */
  public QuotaException(String message) {
    super(message);
  }
}
