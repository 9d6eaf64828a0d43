package dev.ordercache.servers;

import org.jspecify.annotations.Nullable;

/**
 * An embedded server did not start. The message contains its name, the reason and the end of its
 * log. The log file is deleted with everything else that the attempt created.
 */
public class EmbeddedServerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With a message that says what failed, and the cause if it is known. */
  public EmbeddedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
