package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.InMemoryOrderCache;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.servers.InstalledPgBouncer;
import dev.ordercache.tck.LogRecords;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of a database that cannot be read: the cause, once per outage, and its end. */
class OutageLogTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");
  private static final Logger LOGGER = Logger.getLogger(CacheAsideOrderQuery.class.getName());

  @RegisterExtension final LogRecords logged = new LogRecords(CacheAsideOrderQuery.class);

  @TempDir Path folder;

  @BeforeEach
  void logItsEndToo() {
    LOGGER.setLevel(Level.INFO);
  }

  @AfterEach
  void logAsUsual() {
    LOGGER.setLevel(null);
  }

  private List<String> logged() {
    return logged.stream()
        .map(
            line ->
                line.getLevel()
                    + " "
                    + MessageFormat.format(line.getMessage(), line.getParameters()))
        .toList();
  }

  /** With a cache that has no guard: each read goes to the database. */
  private static OrderQuery reads(HikariDataSource pool, JdbcSettings settings) {
    return new CacheAsideOrderQuery(
        new JdbiOrderQuery(pool, CachePlan.defaults(), settings),
        new InMemoryOrderCache(CacheSettings.defaults(), System::currentTimeMillis),
        CachePlan.defaults(),
        CacheAsideSettings.defaults());
  }

  private static boolean fails(OrderQuery reads) {
    try {
      reads.find(new OrderId(1));
      return false;
    } catch (OrderQueryException e) {
      return true;
    }
  }

  @Test
  void anOutageIsLoggedOnceWithItsCauseAndSoIsItsEnd() {
    try (OwnServer server = new OwnServer(folder)) {
      JdbcSettings settings = server.settings();
      TestDatabase.jdbiWithLongTimeouts(settings).useTransaction(Migrations::run);
      server.stop();
      try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
        OrderQuery reads = reads(pool, settings);
        for (int i = 0; i < 3; i++) {
          assertTrue(fails(reads));
        }
        assertEquals(1, logged().size(), () -> logged().toString());
        assertTrue(
            logged().get(0).startsWith("WARNING Database cannot be read: "), logged().get(0));
        assertTrue(logged().get(0).contains("refused"), logged().get(0));
        assertFalse(logged().get(0).contains("timed out"), "that is the pool's message");

        server.start();
        await().until(() -> !fails(reads) && logged().size() > 1);
        assertEquals(
            "INFO Database cannot be read: over, it works again",
            logged().get(logged().size() - 1));
      }
    }
  }

  @Test
  void aPoolersRefusalIsLogged() {
    try (InstalledPgBouncer pooler = TestDatabase.pooler(folder, Map.of())) {
      JdbcSettings good = DATABASE.settings(pooler, false);
      JdbcSettings settings =
          JdbcSettings.of(good.url() + "?options=-c%20jit=off", good.user(), good.password())
              .withTimeouts(Duration.ofSeconds(4), Duration.ofMinutes(1));
      try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
        assertTrue(fails(reads(pool, settings)));
        assertEquals(1, logged().size(), () -> logged().toString());
        assertTrue(logged().get(0).contains("unsupported startup parameter"), logged().get(0));
      }
    }
  }

  /** It has neither the statement nor its values, which may be personal data. */
  @Test
  void whatFailsInTheServerIsOneLine() {
    CachePlan plan = CachePlan.builder().table(OrdersTable.defaults().withTable("missing")).build();
    JdbiOrderQuery orders = new JdbiOrderQuery(DATABASE.pool(), plan, DATABASE.settings());
    OrderQueryException failure =
        assertThrows(OrderQueryException.class, () -> orders.count(PACKAGING));
    assertEquals(
        "orders cannot be read: ERROR: relation \"missing\" does not exist", failure.getMessage());
  }
}
