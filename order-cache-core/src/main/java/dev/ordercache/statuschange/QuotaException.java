package dev.ordercache.statuschange;

import dev.ordercache.OverloadException;

/** A principal has the maximum number of pending changes. */
public final class QuotaException extends OverloadException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with a message that names the limit. */
  public QuotaException(String message) {
    super(message);
  }
}
