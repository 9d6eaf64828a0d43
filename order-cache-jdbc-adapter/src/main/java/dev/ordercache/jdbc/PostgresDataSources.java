package dev.ordercache.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections on which no call waits for ever: neither for the network nor for a server that
 * accepts and never answers, nor for a statement or a lock. The timeouts of the settings override
 * those of the URL. Connections are only made to a primary, whatever the URL says, even if it names
 * one host: the name may have moved to a standby.
 */
public final class PostgresDataSources {

  private static final String APPLICATION = "order-cache";

  private PostgresDataSources() {}

  /**
   * A pool for both {@link JdbiOrderQuery} and the status changes, also in front of a pooler:
   * without the pool each call would connect.
   */
  public static HikariDataSource pooled(JdbcSettings settings) {
    return pooled(settings, APPLICATION);
  }

  /**
   * A pool for {@link JdbiOrderQuery} or {@link JdbiStatusChangeInbox}: if each has its own, many
   * concurrent changes take no connections from reads. While PostgreSQL is down, the pool starts,
   * its users receive their exception in time, and it recovers by itself.
   *
   * @param name identifies this pool in logs and metrics
   */
  public static HikariDataSource pooled(JdbcSettings settings, String name) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setDataSource(poolable(settings));
    pool.setMaximumPoolSize(settings.poolSize());
    pool.setConnectionTimeout(settings.connectTimeout().toMillis());
    pool.setValidationTimeout(Math.max(250, settings.connectTimeout().toMillis() / 2));
    pool.setInitializationFailTimeout(-1);
    return new HikariDataSource(pool);
  }

  /**
   * Connections to the server itself, for {@link JdbiChangeLog}, whose leaders each keep one, and
   * for migrations.
   */
  public static DataSource unpooled(JdbcSettings settings) {
    String direct = settings.directUrl();
    return configure(
        new SessionDataSource(settings), direct == null ? settings.url() : direct, settings);
  }

  /**
   * The connections of a data source of the caller's, with the timeouts of these settings whatever
   * its own are. A connection goes back to it, by {@code close}, as it came.
   *
   * @param settings with {@link JdbcSettings#transactionPooling} if the data source is a pool or
   *     leads to one: its sessions do not have this library's settings then; the URL is not used
   */
  public static DataSource limited(DataSource source, JdbcSettings settings) {
    return new CallersDataSource(source, settings);
  }

  private static PGSimpleDataSource poolable(JdbcSettings settings) {
    if (!settings.transactionPooling()) {
      return configure(new SessionDataSource(settings), settings.url(), settings);
    }
    PGSimpleDataSource shared = configure(new PGSimpleDataSource(), settings.url(), settings);
    shared.setPrepareThreshold(0); // the next transaction may be in another session
    return shared;
  }

  /**
   * The driver's own timeout applies where none is configured on the server. No message repeats the
   * statement and its values.
   */
  static Jdbi jdbi(DataSource connections, JdbcSettings settings) {
    int seconds = JdbcSettings.seconds(settings.queryTimeout()) + 1;
    return Jdbi.create(connections)
        .configure(SqlStatements.class, statements -> statements.setQueryTimeout(seconds))
        .configure(
            StatementExceptions.class,
            exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
  }

  private static PGSimpleDataSource configure(
      PGSimpleDataSource connections, String url, JdbcSettings settings) {
    connections.setUrl(url);
    connections.setLogServerErrorDetail(false); // which repeats values of rows
    connections.setTargetServerType("primary"); // a standby's data may be outdated
    if (settings.user() != null) {
      connections.setUser(settings.user());
    }
    if (settings.password() != null) {
      connections.setPassword(settings.password());
    }
    if (!url.contains("ApplicationName=")) {
      connections.setApplicationName(APPLICATION);
    }
    int connectSeconds = JdbcSettings.seconds(settings.connectTimeout());
    connections.setConnectTimeout(connectSeconds);
    connections.setLoginTimeout(connectSeconds);
    connections.setCancelSignalTimeout(connectSeconds);
    // later than the server's and the driver's own timeout, which leave the connection usable
    connections.setSocketTimeout(JdbcSettings.seconds(settings.queryTimeout()) + 2);
    connections.setTcpKeepAlive(true);
    return connections;
  }
}
