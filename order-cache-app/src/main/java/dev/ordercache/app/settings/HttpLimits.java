package dev.ordercache.app.settings;

/**
 * Limits for clients.
 *
 * @param rate requests a second from one client address, or 0 for no limit
 * @param connections maximum number of connections, 1 or more
 * @param connectionsOfAddress maximum number of connections from one address, 1 or more; IPv6
 *     addresses with the same first 64 bits count as one
 */
public record HttpLimits(int rate, int connections, int connectionsOfAddress) {

  /** The default number of connections, if the system lets the app open that many files. */
  public static final int DEFAULT_CONNECTIONS = 20_000;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public HttpLimits {
    if (rate < 0 || connections < 1 || connectionsOfAddress < 1) {
      throw new IllegalArgumentException(
          "rate must be 0 or more, and the numbers of connections 1 or more");
    }
  }

  /** Any rate, 20,000 connections, half of them from one address. */
  public static HttpLimits defaults() {
    return new HttpLimits(0, DEFAULT_CONNECTIONS, DEFAULT_CONNECTIONS / 2);
  }

  /** These limits with another rate. */
  public HttpLimits withRate(int newRate) {
    return new HttpLimits(newRate, connections, connectionsOfAddress);
  }

  /** These limits with other numbers of connections. */
  public HttpLimits withConnections(int all, int ofAddress) {
    return new HttpLimits(rate, all, ofAddress);
  }

  /** As many connections as are configured, or else the default, if the system allows it. */
  static HttpLimits read(SettingsReader reader) {
    int connections = reader.value(Setting.CONNECTIONS, 0, Parsers::connections);
    if (connections == 0) {
      connections = reader.possible(() -> OpenFiles.connections(DEFAULT_CONNECTIONS));
    }
    return new HttpLimits(
        reader.value(Setting.RATE_LIMIT, 0, Parsers.number(0, 1_000_000)),
        connections,
        reader.value(
            Setting.CONNECTIONS_PER_ADDRESS,
            Math.max(1, connections / 2),
            Parsers.number(1, 1_000_000)));
  }
}
