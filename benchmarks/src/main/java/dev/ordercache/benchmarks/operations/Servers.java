package dev.ordercache.benchmarks.operations;

import dev.ordercache.demo.DemoOrders;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A PostgreSQL and a Redis that are used for nothing else.
 *
 * @param url of any database of the PostgreSQL
 * @param user who may create databases there
 * @param password the user's
 * @param redisUri the Redis
 */
record Servers(String url, String user, String password, String redisUri) {

  private static final String DATABASE = "operations";

  static Servers of(EmbeddedServers embedded) {
    PostgresAddress postgres = embedded.postgres().orElseThrow();
    return new Servers(
        postgres.url(), postgres.user(), postgres.password(), embedded.redisUri().orElseThrow());
  }

  /** Reads a {@link #line}. */
  static Servers of(String line) {
    String[] words = line.split(" ", 4);
    return new Servers(words[0], words[1], words[2], words[3]);
  }

  /** All of it, for another process. */
  String line() {
    return String.join(" ", url, user, password, redisUri);
  }

  /** The database that {@link #prepare} creates. */
  JdbcSettings database() {
    return JdbcSettings.of(databaseUrl(), user, password);
  }

  private String databaseUrl() {
    return url.substring(0, url.lastIndexOf('/') + 1) + DATABASE;
  }

  /** Empties the Redis, and creates the database with orders, instead of one of an earlier run. */
  void prepare(int orders) throws SQLException {
    RedisClient redis = RedisClient.create(redisUri);
    try (StatefulRedisConnection<String, String> connection = redis.connect()) {
      connection.sync().flushall();
    } finally {
      redis.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
    try (Connection connection = dataSource(url).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
      statement.execute("CREATE DATABASE " + DATABASE);
    }
    Library.migrate(database());
    new DemoOrders(dataSource(databaseUrl()), Clock.systemUTC()).load(orders);
  }

  /** Connections with more time than readers have, because other processes may be starting. */
  private DataSource dataSource(String address) {
    return PostgresDataSources.unpooled(
        JdbcSettings.of(address, user, password)
            .withTimeouts(Duration.ofSeconds(10), Duration.ofMinutes(1)));
  }

  /** The settings with which the app uses them. */
  Map<String, String> settings() {
    return Map.of(
        "ORDER_CACHE_JDBC_URL", databaseUrl(),
        "ORDER_CACHE_JDBC_USER", user,
        "ORDER_CACHE_JDBC_PASSWORD", password,
        "ORDER_CACHE_REDIS_URI", redisUri);
  }
}
