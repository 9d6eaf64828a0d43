package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.tck.Meanwhile;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/** A data source of the caller's, which may wait for ever. */
class CallersDataSourceTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Duration CONNECT = Duration.ofMillis(300);

  private final JdbcSettings settings =
      DATABASE.settings().withTimeouts(CONNECT, Duration.ofSeconds(1)).withPoolSize(2);
  private final HikariDataSource pool = new HikariDataSource();
  private final DataSource limited = PostgresDataSources.limited(pool, settings);

  CallersDataSourceTest() {
    pool.setDataSource(PostgresDataSources.unpooled(DATABASE.settings()));
    pool.setMaximumPoolSize(1);
    pool.setAutoCommit(false);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void aConnectionIsGivenBackAsItCame() throws SQLException {
    int before;
    try (Connection callers = pool.getConnection()) {
      before = callers.getNetworkTimeout();
    }
    try (Connection connection = limited.getConnection()) {
      assertTrue(connection.getAutoCommit());
      assertEquals(3_000, connection.getNetworkTimeout());
    }
    try (Connection callers = pool.getConnection()) {
      assertFalse(callers.getAutoCommit());
      assertEquals(before, callers.getNetworkTimeout());
    }
  }

  /** A pool that resets nothing, as some do: it hands out one connection. */
  @Test
  void aConnectionThatOnlyReadMayWriteAgain() throws SQLException {
    try (Connection raw = PostgresDataSources.unpooled(DATABASE.settings()).getConnection()) {
      DataSource one = source(method -> null, keptOpen(raw));
      JdbiOrderQuery orders =
          new JdbiOrderQuery(
              PostgresDataSources.limited(one, settings),
              DATABASE.plan(),
              settings.withPooler(null, true));
      orders.streamIds(Set.copyOf(DATABASE.plan().cachedStatuses()), id -> {});

      raw.setAutoCommit(false);
      try (Statement statement = raw.createStatement()) {
        statement.execute("DELETE FROM orders");
      }
      raw.rollback();
    }
  }

  private static Connection keptOpen(Connection raw) {
    return (Connection)
        Proxy.newProxyInstance(
            CallersDataSourceTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                method.getName().equals("close") ? null : method.invoke(raw, arguments));
  }

  @Test
  void aConnectionIsEqualToItself() throws SQLException {
    try (Connection connection = limited.getConnection()) {
      assertEquals(connection, connection);
      assertEquals(connection.hashCode(), connection.hashCode());
    }
  }

  @Test
  void anExhaustedPoolCostsNoMoreThanTheConnectTimeoutAndLosesNoConnection() throws SQLException {
    try (Connection callers = pool.getConnection()) {
      assertTrue(callers.isValid(1));
      CompletableFuture<?>[] readers =
          Stream.generate(this::failsToConnect).limit(6).toArray(CompletableFuture[]::new);
      await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 2);
      CompletableFuture.allOf(readers).join();
    }
    // those that came too late were given back
    await().until(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0);
    await()
        .ignoreException(SQLTransientConnectionException.class)
        .until(
            () -> {
              try (Connection connection = limited.getConnection()) {
                return connection.isValid(1);
              }
            });
  }

  private CompletableFuture<Void> failsToConnect() {
    return Meanwhile.run(
        () -> assertThrows(SQLTransientConnectionException.class, limited::getConnection));
  }

  @Test
  void aStatementThatIsNotAnsweredEndsWithTheNetworkTimeout() throws SQLException {
    try (Connection connection = limited.getConnection();
        Statement statement = connection.createStatement()) {
      SQLException failure =
          assertThrows(SQLException.class, () -> statement.execute("SELECT pg_sleep(60)"));
      assertTrue(String.valueOf(failure.getMessage()).contains("I/O"), failure.getMessage());
    }
  }

  @Test
  void aStandbyIsRefusedAndItsConnectionGivenBack() {
    AtomicInteger closed = new AtomicInteger();
    DataSource standby =
        source(
            method -> {
              if (method.equals("close")) {
                closed.incrementAndGet();
              }
              return method.equals("getParameterStatus") ? "on" : null;
            });

    SQLException failure =
        assertThrows(
            SQLException.class, PostgresDataSources.limited(standby, settings)::getConnection);

    assertTrue(String.valueOf(failure.getMessage()).contains("standby"), failure.getMessage());
    assertEquals(1, closed.get());
  }

  @Test
  void aCallerIsInterruptedWhileItWaits() {
    CountDownLatch never = new CountDownLatch(1);
    DataSource silent =
        source(
            method -> {
              never.await();
              return null;
            });
    Thread.currentThread().interrupt();

    assertThrows(
        SQLTransientConnectionException.class,
        PostgresDataSources.limited(silent, settings)::getConnection);
    assertTrue(Thread.interrupted());
    never.countDown();
  }

  @Test
  void anAcquisitionWhoseCallerHasStoppedWaitingIsInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    DataSource slow =
        source(
            method -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return null;
            });

    assertThrows(
        SQLTransientConnectionException.class,
        PostgresDataSources.limited(slow, settings)::getConnection);

    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  /** It ignores interrupts, as a connecting socket does. */
  @Test
  void aDataSourceThatNeverReturnsKeepsTwoThreadsAndFailsItsCallersAtOnceUntilItReturns()
      throws SQLException {
    CompletableFuture<Void> back = new CompletableFuture<>();
    AtomicInteger calls = new AtomicInteger();
    DataSource silent =
        source(
            method -> {
              switch (method) {
                case "getConnection" -> {
                  calls.incrementAndGet();
                  back.join();
                }
                case "isReadOnly", "getAutoCommit", "isClosed" -> {
                  return false;
                }
                case "getNetworkTimeout" -> {
                  return 0;
                }
                default -> {}
              }
              return null;
            });
    DataSource two = PostgresDataSources.limited(silent, settings.withPoolSize(2));
    for (int i = 0; i < 2; i++) {
      assertThrows(SQLTransientConnectionException.class, two::getConnection);
    }

    SQLException failure = assertThrows(SQLTransientConnectionException.class, two::getConnection);

    assertTrue(String.valueOf(failure.getMessage()).startsWith("2 calls"), failure.getMessage());
    assertEquals(2, calls.get());
    back.complete(null);
    await().ignoreException(SQLTransientConnectionException.class).until(() -> isGiven(two));
  }

  private static boolean isGiven(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return connection != null;
    }
  }

  /** Answers a method of a connection by its name. */
  private interface Answer {
    @Nullable Object to(String method) throws Exception;
  }

  /** A data source whose connection answers so; a connection unwraps to itself. */
  private static DataSource source(Answer answer) {
    ClassLoader loader = CallersDataSourceTest.class.getClassLoader();
    Object connection =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {Connection.class, PGConnection.class},
            (proxy, method, arguments) ->
                method.getName().equals("unwrap") ? proxy : answer.to(method.getName()));
    return source(answer, (Connection) connection);
  }

  private static DataSource source(Answer answer, Connection connection) {
    ClassLoader loader = CallersDataSourceTest.class.getClassLoader();
    return (DataSource)
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              @Nullable Object unused = answer.to(method.getName());
              return connection;
            });
  }
}
