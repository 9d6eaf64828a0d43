package dev.ordercache.caching;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.servers.PostgresAddress;

/** Where the servers of a test are. */
final class Addresses {

  private Addresses() {}

  static JdbcSettings settings(PostgresAddress server) {
    return JdbcSettings.of(server.url(), server.user(), server.password());
  }

  /** With user and password, as a service would configure it. */
  static String url(PostgresAddress server) {
    return server.url() + "?user=" + server.user() + "&password=" + server.password();
  }
}
