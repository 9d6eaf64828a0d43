package dev.ordercache.demo;

import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the app uses: those that the settings name, and an embedded server for each one
 * that they do not.
 *
 * @param settings which name both
 * @param embedded the servers to stop after the app, or null
 */
record Backends(AppSettings settings, @Nullable EmbeddedServers embedded) implements AutoCloseable {

  /** Starts the servers that the settings do not name. */
  static Backends start(AppSettings settings) {
    JdbcSettings database = settings.jdbc();
    String redisUri = settings.redisUri();
    if (database != null && redisUri != null) {
      return new Backends(settings, null);
    }
    EmbeddedServers embedded = EmbeddedServers.start(database == null, redisUri == null);
    return new Backends(
        settings.withServers(
            database == null ? jdbc(embedded.postgres().orElseThrow()) : database,
            redisUri == null ? embedded.redisUri().orElseThrow() : redisUri),
        embedded);
  }

  private static JdbcSettings jdbc(PostgresAddress address) {
    return JdbcSettings.of(address.url(), address.user(), address.password());
  }

  /** Explains a failure that involves the embedded servers: only their logs report a full disk. */
  RuntimeException explain(RuntimeException failure) {
    return embedded == null ? failure : embedded.explain(failure);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
