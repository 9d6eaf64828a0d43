package dev.ordercache.app.events;

/** A client cannot be accepted now. */
public final class TooManyClientsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The limit that was reached. */
  public enum Limit {
    /** Clients of this user. */
    USER,
    /** Clients of this instance; also used when the instance stops. */
    INSTANCE
  }

  private final Limit limit;

  TooManyClientsException(Limit limit, String message) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /** The limit that was reached. */
  public Limit limit() {
    return limit;
  }
}
