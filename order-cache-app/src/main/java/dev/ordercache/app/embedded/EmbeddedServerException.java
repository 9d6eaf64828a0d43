package dev.ordercache.app.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An embedded server did not start. The message says which, why, and the end of its log, which is
 * deleted together with everything else that the attempt made.
 */
public class EmbeddedServerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what failed, and its cause if that is known. */
  public EmbeddedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
