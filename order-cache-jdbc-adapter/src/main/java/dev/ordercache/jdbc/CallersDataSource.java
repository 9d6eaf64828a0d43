package dev.ordercache.jdbc;

import dev.ordercache.background.FailureLog;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Connections of the caller's data source, used with the timeouts of the settings whatever its own
 * are: a thread of this object acquires a connection, and its caller stops waiting for it after the
 * connect timeout and interrupts it; while a connection is in use, the network timeout is that of
 * the query timeout plus two seconds. A connection to a standby is refused, because its data may be
 * outdated. What is changed of a connection is restored when it is closed.
 *
 * <p>A data source that ignores the interrupt keeps the thread. When it keeps all of them, callers
 * fail at once, until it returns from one of its calls. Safe for use by many threads.
 */
final class CallersDataSource implements DataSource {

  private static final System.Logger LOG = System.getLogger(CallersDataSource.class.getName());
  private static final long IDLE_SECONDS = 10;
  private static final int MAX_QUEUED = 1_000;

  private final DataSource source;
  private final Duration connectTimeout;
  private final int networkMillis;
  private final ThreadPoolExecutor threads;
  private final Map<Thread, Future<Connection>> running = new ConcurrentHashMap<>();
  private final FailureLog stuck =
      new FailureLog(LOG, "No connections of the caller's data source");

  /** At most as many connections are acquired at a time as the settings' pool size. */
  CallersDataSource(DataSource source, JdbcSettings settings) {
    this.source = source;
    this.connectTimeout = settings.connectTimeout();
    this.networkMillis = Math.toIntExact(settings.queryTimeout().plusSeconds(2).toMillis());
    this.threads =
        new ThreadPoolExecutor(
            settings.poolSize(),
            settings.poolSize(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            task -> {
              Thread thread = new Thread(task, "order-cache-connect");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public Connection getConnection() throws SQLException {
    requireThread();
    CompletableFuture<Connection> acquired = new CompletableFuture<>();
    Future<?> task = null;
    try {
      task = threads.submit(() -> acquire(acquired));
      return acquired.get(connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return orNone(
          acquired,
          "the data source gave no connection within " + connectTimeout.toMillis() + " ms",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return orNone(acquired, "interrupted while waiting for a connection", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof SQLException failure ? failure : new SQLException(cause);
    } catch (RejectedExecutionException e) {
      throw new SQLTransientConnectionException("too many wait for the data source", e);
    } finally {
      if (task != null && acquired.isCancelled()) {
        task.cancel(true);
      }
    }
  }

  /** Fails if every thread is in an acquisition whose caller has stopped waiting. */
  private void requireThread() throws SQLTransientConnectionException {
    int max = threads.getMaximumPoolSize();
    if (running.size() < max || !running.values().stream().allMatch(Future::isCancelled)) {
      stuck.succeeded();
      return;
    }
    SQLTransientConnectionException failure =
        new SQLTransientConnectionException(
            "%d calls of its getConnection() have not returned within %d ms"
                .formatted(max, connectTimeout.toMillis()));
    stuck.failed(failure);
    throw failure;
  }

  /** Does nothing for a caller that has stopped waiting. */
  private void acquire(CompletableFuture<Connection> acquired) {
    if (acquired.isDone()) {
      return;
    }
    running.put(Thread.currentThread(), acquired);
    try {
      Connection connection = limited(source.getConnection());
      if (!acquired.complete(connection)) {
        connection.close();
      }
    } catch (Throwable e) {
      acquired.completeExceptionally(e);
    } finally {
      running.remove(Thread.currentThread());
    }
  }

  /** A connection that has come meanwhile is used; a later one is given back. */
  private static Connection orNone(
      CompletableFuture<Connection> acquired, String reason, Throwable cause) throws SQLException {
    if (acquired.cancel(false) || acquired.isCompletedExceptionally()) {
      throw new SQLTransientConnectionException(reason, cause);
    }
    return acquired.join();
  }

  private Connection limited(Connection connection) throws SQLException {
    try {
      requirePrimary(connection);
      Before before = Before.of(connection);
      connection.setReadOnly(false);
      connection.setAutoCommit(true);
      connection.setNetworkTimeout(Runnable::run, networkMillis);
      return restoring(connection, before);
    } catch (SQLException | RuntimeException | Error e) {
      try (connection) {
        throw e;
      }
    }
  }

  /** PostgreSQL reports the setting by itself, so nothing is asked. */
  private static void requirePrimary(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    if ("on".equals(postgres.getParameterStatus("in_hot_standby"))) {
      throw new SQLTransientConnectionException("the server is a standby: a primary is needed");
    }
  }

  private static Connection restoring(Connection connection, Before before) {
    return (Connection)
        Proxy.newProxyInstance(
            CallersDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "close" -> before.restore(connection);
                case "equals" -> {
                  return proxy == arguments[0];
                }
                case "hashCode" -> {
                  return System.identityHashCode(proxy);
                }
                default -> {}
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** What this library changes of a connection. */
  private record Before(boolean readOnly, boolean autoCommit, int networkTimeout) {

    static Before of(Connection connection) throws SQLException {
      return new Before(
          connection.isReadOnly(), connection.getAutoCommit(), connection.getNetworkTimeout());
    }

    void restore(Connection connection) {
      try {
        if (!connection.isClosed()) {
          if (!connection.getAutoCommit()) {
            connection.rollback(); // or switching to autocommit would commit
          }
          connection.setAutoCommit(autoCommit);
          connection.setReadOnly(readOnly);
          connection.setNetworkTimeout(Runnable::run, networkTimeout);
        }
      } catch (SQLException e) {
        LOG.log(System.Logger.Level.DEBUG, "the connection is broken, and closed as it is", e);
      }
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the data source has its own user");
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("the settings have the timeout");
  }

  @Override
  public int getLoginTimeout() {
    return JdbcSettings.seconds(connectTimeout);
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return source.isWrapperFor(type);
  }
}
