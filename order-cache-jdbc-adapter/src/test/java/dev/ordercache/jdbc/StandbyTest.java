package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.invalidation.ChangeLog.ChangeLogException;
import java.nio.file.Path;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Row 9 of {@code docs/races.md}: a standby that lags behind must not answer. */
class StandbyTest {

  private static final OrderId ID = new OrderId(1);
  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  @TempDir Path primaryFolder;
  @TempDir Path standbyFolder;

  private OwnServer primary;
  private OwnServer standby;

  /** Until the replay goes on, the standby shows the order as it was. */
  @BeforeEach
  void changeAnOrderThatTheStandbyKeepsAsItWas() {
    primary = new OwnServer(primaryFolder);
    Jdbi writer = TestDatabase.patient(primary.settings());
    writer.useTransaction(Migrations::run);
    writer.useHandle(handle -> TestDatabase.insert(handle, 1, 1, "PACKAGING"));
    primary.stop();
    standby = new OwnServer(standbyFolder, primary);
    primary.start();
    standby.start();
    Jdbi.create(PostgresDataSources.unpooled(standby.settings()))
        .useHandle(handle -> handle.execute("SELECT pg_wal_replay_pause()"));
    writer.useHandle(handle -> handle.execute("UPDATE orders SET status = 'SHIPPED'"));
  }

  @AfterEach
  void stop() {
    standby.close();
    primary.close();
  }

  private static String status(JdbcSettings settings) {
    return Jdbi.create(PostgresDataSources.unpooled(settings))
        .withHandle(
            handle -> handle.createQuery("SELECT status FROM orders").mapTo(String.class).one());
  }

  private static void assertRefused(Executable read) {
    String message = assertThrows(OrderQueryException.class, read).getMessage();
    assertTrue(String.valueOf(message).contains("standby"), message);
  }

  @Test
  void aStandbysAnswersAreRefusedAndNobodyLeadsThere() {
    JdbcSettings settings = standby.settings();
    assertEquals("PACKAGING", status(settings), "the unprotected read is stale");

    try (PostgresUnderTest database = new PostgresUnderTest(settings)) {
      assertRefused(() -> database.orders().find(ID));
      assertRefused(() -> database.orders().findAll(Set.of(ID, new OrderId(2))));
      for (OrderSort sort : OrderSort.values()) {
        PageRequest page = PageRequest.first(PACKAGING, sort, 10);
        assertRefused(() -> database.orders().list(page));
      }
      assertRefused(() -> database.orders().count(PACKAGING));
      assertRefused(() -> database.orders().count(new OrderStatus("CLOSED")));
      assertThrows(ChangeLogException.class, database.log()::lead);
    }
  }

  @Test
  void ofSeveralHostsThePrimaryAnswersWhateverTheUrlSays() {
    String url = "jdbc:postgresql://%s,%s/postgres?targetServerType=%s";
    for (String type : new String[] {"any", "secondary", "preferSecondary"}) {
      JdbcSettings settings =
          JdbcSettings.of(url.formatted(standby.host(), primary.host(), type), "postgres", null);
      try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
        JdbiOrderQuery orders = new JdbiOrderQuery(pool, settings);
        assertEquals(new OrderStatus("SHIPPED"), orders.find(ID).value().orElseThrow().status());
      }
      assertEquals("SHIPPED", status(settings));
    }
  }

  @Test
  void aPromotedStandbyAnswers() {
    try (PostgresUnderTest database = new PostgresUnderTest(standby.settings())) {
      assertRefused(() -> database.orders().find(ID));

      TestDatabase.patient(standby.settings())
          .useHandle(handle -> handle.execute("SELECT pg_wal_replay_resume(), pg_promote()"));

      await()
          .ignoreException(OrderQueryException.class)
          .until(() -> database.orders().find(ID).value().isPresent());
    }
  }
}
