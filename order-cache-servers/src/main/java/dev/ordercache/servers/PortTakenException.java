package dev.ordercache.servers;

/** A port that was free a moment ago is in use. */
final class PortTakenException extends EmbeddedServerException {

  private static final long serialVersionUID = 1;

  PortTakenException(String server) {
    super("the port for " + server + " is in use by another process", null);
  }
}
