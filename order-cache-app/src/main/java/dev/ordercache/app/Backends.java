package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the app uses: those that the settings name, and an embedded server for each one
 * that they do not.
 *
 * @param database the PostgreSQL
 * @param redisUri the Redis
 * @param embedded the servers to stop with the app, or null
 */
record Backends(JdbcSettings database, String redisUri, @Nullable EmbeddedServers embedded)
    implements AutoCloseable {

  /** Starts the servers that the settings do not name. */
  static Backends start(AppSettings settings) {
    JdbcSettings database = settings.jdbc();
    String redisUri = settings.redisUri();
    if (database != null && redisUri != null) {
      return new Backends(database, redisUri, null);
    }
    EmbeddedServers embedded = EmbeddedServers.start(database == null, redisUri == null);
    return new Backends(
        database == null ? settings(embedded.postgres().orElseThrow()) : database,
        redisUri == null ? embedded.redisUri().orElseThrow() : redisUri,
        embedded);
  }

  private static JdbcSettings settings(PostgresAddress address) {
    return JdbcSettings.of(address.url(), address.user(), address.password());
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
