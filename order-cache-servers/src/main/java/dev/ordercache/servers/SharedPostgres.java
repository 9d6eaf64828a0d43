package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that all tests of a JVM share and that ends with it: the one of the environment, or
 * an embedded one. Safe for use by many threads.
 */
public final class SharedPostgres {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static @Nullable PostgresAddress server;

  private SharedPostgres() {}

  /** Creates an empty database on it. */
  public static PostgresAddress createDatabase() {
    String name = "test_" + COUNT.incrementAndGet();
    try (Connection connection = server().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return server().withDatabase(name);
  }

  private static synchronized PostgresAddress server() {
    PostgresAddress present = server;
    if (present == null) {
      present =
          TestServers.postgres().map(SharedPostgres::installed).orElseGet(SharedPostgres::embedded);
      server = present;
    }
    return present;
  }

  private static PostgresAddress embedded() {
    EmbeddedServers servers = EmbeddedServers.start(true, false);
    Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
    return servers.postgres().orElseThrow();
  }

  private static PostgresAddress installed(TestServers.Installed server) {
    try {
      OwnPostgres postgres = OwnPostgres.create(server);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
      return postgres.address();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void close(OwnPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
