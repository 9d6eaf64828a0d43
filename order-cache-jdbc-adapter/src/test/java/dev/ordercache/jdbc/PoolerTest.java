package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.servers.InstalledPgBouncer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A PgBouncer with one session of the server: what {@link PooledContracts} do not test. */
class PoolerTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");
  private static final OrderStatus SHIPPED = new OrderStatus("SHIPPED");

  /** Statements that are executed more often than this are prepared by the driver. */
  private static final int PREPARED_AFTER = 5;

  @TempDir Path folder;
  private @Nullable InstalledPgBouncer pooler;

  private void startPooler(String mode) {
    pooler = TestDatabase.pooler(folder, Map.of("pool_mode", mode, "default_pool_size", "1"));
  }

  private JdbcSettings settings(boolean perTransaction) {
    return DATABASE.settings(Objects.requireNonNull(pooler), perTransaction);
  }

  @AfterEach
  void stopPooler() {
    if (pooler != null) {
      pooler.close();
    }
  }

  private static void readOften(JdbiOrderQuery orders, OrderStatus status) {
    for (int i = 0; i <= PREPARED_AFTER; i++) {
      assertEquals(0, orders.count(status).value());
    }
  }

  /** Two pools, as two services have. */
  private void readFromTwoServices(boolean perTransaction) {
    JdbcSettings settings = settings(perTransaction);
    try (HikariDataSource one = PostgresDataSources.pooled(settings);
        HikariDataSource two = PostgresDataSources.pooled(settings)) {
      readOften(new JdbiOrderQuery(one, CachePlan.defaults(), settings), PACKAGING);
      readOften(new JdbiOrderQuery(two, CachePlan.defaults(), settings), SHIPPED);
    }
  }

  @Test
  void servicesThatShareASessionDoNotUseEachOthersStatements() {
    startPooler("transaction");
    readFromTwoServices(true);
  }

  @Test
  void withoutTheSettingTheyDo() {
    startPooler("transaction");
    OrderQueryException failure =
        assertThrows(OrderQueryException.class, () -> readFromTwoServices(false));
    assertTrue(String.valueOf(failure.getMessage()).contains("prepared statement"));
  }

  private String timeoutAfterARead(boolean perTransaction) {
    JdbcSettings settings = settings(perTransaction);
    try (HikariDataSource pool = PostgresDataSources.pooled(settings.withPoolSize(2))) {
      new JdbiOrderQuery(pool, CachePlan.defaults(), settings).count(PACKAGING);
      return timeout(other(settings));
    }
  }

  /** The connections of a service that does not use this library. */
  private static DataSource other(JdbcSettings settings) {
    PGSimpleDataSource other = new PGSimpleDataSource();
    other.setUrl(settings.url());
    other.setUser(settings.user());
    other.setPassword(settings.password());
    other.setPrepareThreshold(0);
    return other;
  }

  private static String timeout(DataSource connections) {
    return Jdbi.create(connections)
        .withHandle(
            handle -> handle.createQuery("SHOW statement_timeout").mapTo(String.class).one());
  }

  @Test
  void othersWhoShareTheSessionKeepTheirOwnSettings() {
    startPooler("transaction");
    assertEquals("0", timeoutAfterARead(true));
  }

  @Test
  void withoutTheSettingTheyGetOurs() {
    startPooler("transaction");
    assertEquals("1min", timeoutAfterARead(false));
  }

  @Test
  void everyStatementHasItsSettings() {
    startPooler("transaction");
    JdbcSettings settings = settings(true);
    try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
      PostgresJdbi jdbi = new PostgresJdbi(pool, settings);
      String show = "SELECT current_setting('statement_timeout') || current_setting('jit')";
      assertEquals(
          "1minoff",
          jdbi.<String>withHandle(handle -> handle.createQuery(show).mapTo(String.class).one()));
      assertEquals(
          "1minoff",
          jdbi.<String>inTransaction(handle -> handle.createQuery(show).mapTo(String.class).one()));
    }
  }

  private static JdbiChangeLog log(JdbcSettings settings) {
    return new JdbiChangeLog(
        PostgresDataSources.unpooled(settings), CachePlan.defaults(), settings);
  }

  private void assertNoRelayLeadsThroughIt() {
    JdbcSettings settings = settings(false).withPooler(null, false);
    try (JdbiChangeLog log = log(settings)) {
      ChangeLogException refusal = assertThrows(ChangeLogException.class, log::lead);
      assertTrue(String.valueOf(refusal.getMessage()).contains("pooler"), refusal::toString);
    }
  }

  @Test
  void noRelayLeadsThroughAPooler() {
    startPooler("transaction");
    assertNoRelayLeadsThroughIt();
  }

  @Test
  void noRelayLeadsThroughSessionPoolingEither() {
    startPooler("session");
    assertNoRelayLeadsThroughIt();
  }

  /** Without the check: PgBouncer leaves the lock with a session that it assigns to others. */
  @Test
  void aLockTakenThroughItOutlivesItsRelay() {
    startPooler("transaction");
    DataSource through = other(settings(true));
    Jdbi.create(through)
        .useHandle(handle -> handle.execute(Sql.read("try-lock", DATABASE.plan().table())));

    try (JdbiChangeLog log = log(DATABASE.settings())) {
      assertTrue(log.lead().isEmpty(), "no relay leads, and none can");
    }
  }

  @Test
  void theRelayLeadsByTheUrlOfTheServer() {
    startPooler("transaction");
    try (JdbiChangeLog log = log(settings(true));
        Leadership leader = log.lead().orElseThrow()) {
      assertTrue(leader.poll(1).complete());
    }
  }
}
