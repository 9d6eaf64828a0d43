package dev.ordercache.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Settings of the connections to PostgreSQL. {@link #toString} shows no password.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with any parameters of the driver;
 *     {@code currentSchema} names the schema of the orders if it is not {@code public}
 * @param user null leaves it to the URL
 * @param password null if none is needed, or the URL or a password file has it
 * @param directUrl the URL of the server itself where {@code url} is that of a pooler such as
 *     PgBouncer; null where both are the same. The relay and the migrations connect to it.
 * @param transactionPooling whether a pooler assigns a server session to a client for one
 *     transaction at a time: each statement then runs in a transaction that has its settings, and
 *     is not prepared
 * @param poolSize the maximum number of connections of a pool, 2 to 1,000: a stream of ids keeps
 *     one while its consumer reads orders through another
 * @param connectTimeout the maximum wait for a connection, 250 ms to 1 min
 * @param queryTimeout the maximum duration of a statement, 100 ms to 10 min
 * @param leaderIdleTimeout the server ends the session of a leading relay that sends nothing for
 *     this time, 100 ms to 1 min
 */
public record JdbcSettings(
    String url,
    @Nullable String user,
    @Nullable String password,
    @Nullable String directUrl,
    boolean transactionPooling,
    int poolSize,
    Duration connectTimeout,
    Duration queryTimeout,
    Duration leaderIdleTimeout) {

  private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)(password=)[^&]*");

  /**
   * @throws IllegalArgumentException if a value is malformed or out of its range
   */
  public JdbcSettings {
    requireWellFormed("url", url);
    if (directUrl != null) {
      requireWellFormed("directUrl", directUrl);
    }
    if (poolSize < 2 || poolSize > 1_000) {
      throw new IllegalArgumentException("the JDBC poolSize is 2 to 1,000, not " + poolSize);
    }
    Duration minute = Duration.ofMinutes(1);
    require("connectTimeout", connectTimeout, Duration.ofMillis(250), minute);
    require("queryTimeout", queryTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    require("leaderIdleTimeout", leaderIdleTimeout, Duration.ofMillis(100), minute);
  }

  /** No pooler, 10 connections, 1 s to get one, 2 s for a statement, 1 s for an idle leader. */
  public static JdbcSettings of(String url, @Nullable String user, @Nullable String password) {
    Duration second = Duration.ofSeconds(1);
    return new JdbcSettings(
        url, user, password, null, false, 10, second, Duration.ofSeconds(2), second);
  }

  /**
   * These settings with a pooler at the URL.
   *
   * @param direct the URL of the server behind it; null if there is neither a relay nor a migration
   * @param perTransaction whether it assigns a session for one transaction at a time
   */
  public JdbcSettings withPooler(@Nullable String direct, boolean perTransaction) {
    return new JdbcSettings(
        url,
        user,
        password,
        direct,
        perTransaction,
        poolSize,
        connectTimeout,
        queryTimeout,
        leaderIdleTimeout);
  }

  /** These settings with another size of the pool. */
  public JdbcSettings withPoolSize(int size) {
    return with(size, connectTimeout, queryTimeout, leaderIdleTimeout);
  }

  /** These settings with other timeouts of connecting and of statements. */
  public JdbcSettings withTimeouts(Duration connect, Duration query) {
    return with(poolSize, connect, query, leaderIdleTimeout);
  }

  /** These settings with another timeout of idle leaders. */
  public JdbcSettings withLeaderIdleTimeout(Duration timeout) {
    return with(poolSize, connectTimeout, queryTimeout, timeout);
  }

  private JdbcSettings with(int size, Duration connect, Duration query, Duration leaderIdle) {
    return new JdbcSettings(
        url, user, password, directUrl, transactionPooling, size, connect, query, leaderIdle);
  }

  @Override
  public String toString() {
    return "JdbcSettings[url="
        + masked(url)
        + (", user=" + user)
        + (", password=" + (password == null ? "none" : "***"))
        + (", directUrl=" + (directUrl == null ? "none" : masked(directUrl)))
        + (", transactionPooling=" + transactionPooling)
        + (", poolSize=" + poolSize)
        + (", connectTimeout=" + connectTimeout)
        + (", queryTimeout=" + queryTimeout)
        + (", leaderIdleTimeout=" + leaderIdleTimeout)
        + "]";
  }

  private static String masked(String url) {
    return PASSWORD_IN_URL.matcher(url).replaceAll("$1***");
  }

  private static void requireWellFormed(String name, String url) {
    if (!isWellFormed(url)) {
      throw new IllegalArgumentException(
          "the JDBC " + name + " must be of the form jdbc:postgresql://host:port/database");
    }
  }

  /** Such a URL cannot have a password before the host, and the driver would log it. */
  private static boolean isWellFormed(String url) {
    int parameters = url.indexOf('?');
    return url.startsWith("jdbc:postgresql:")
        && !url.substring(0, parameters < 0 ? url.length() : parameters).contains("@")
        && Driver.parseURL(url, null) != null;
  }

  /** Rounded up, for the parts of the driver that count in seconds. */
  static int seconds(Duration duration) {
    return Math.toIntExact(duration.plusMillis(999).toSeconds());
  }

  private static void require(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "the JDBC %s is %d to %d ms, not %d"
              .formatted(name, min.toMillis(), max.toMillis(), value.toMillis()));
    }
  }
}
