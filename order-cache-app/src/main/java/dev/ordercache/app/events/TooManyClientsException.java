package dev.ordercache.app.events;

/** A client that cannot be taken now. */
public final class TooManyClientsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What there is too much of. */
  public enum Limit {
    /** Clients of this user. */
    USER,
    /** Clients of this instance; it may also be that it stops. */
    INSTANCE
  }

  private final Limit limit;

  TooManyClientsException(Limit limit, String message) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /** Which one it was. */
  public Limit limit() {
    return limit;
  }
}
