package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.Answer;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.InMemoryOrderCache;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.Round;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Row 9 of {@code docs/races.md}: a standby that lags behind must not answer. */
class StandbyTest {

  private static final OrderId ID = new OrderId(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  @TempDir Path primaryFolder;
  @TempDir Path standbyFolder;

  private LaggingStandby servers;
  private OwnServer primary;
  private OwnServer standby;

  @BeforeEach
  void changeAnOrderThatTheStandbyKeepsAsItWas() {
    servers = new LaggingStandby(primaryFolder, standbyFolder);
    primary = servers.primary;
    standby = servers.standby;
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private static String status(DataSource connections) {
    return Jdbi.create(connections)
        .withHandle(
            handle -> handle.createQuery("SELECT status FROM orders").mapTo(String.class).one());
  }

  private static int backend(DataSource connections) {
    return Jdbi.create(connections)
        .withHandle(
            handle -> handle.createQuery("SELECT pg_backend_pid()").mapTo(Integer.class).one());
  }

  private static void assertRefused(Executable read) {
    String message = assertThrows(OrderQueryException.class, read).getMessage();
    assertTrue(String.valueOf(message).contains("standby"), message);
  }

  /** After the invalidation both look the order up again, find no entry, and load it. */
  @Test
  void row9ACacheIsFilledAgainFromAStandbyThatLagsBehind() {
    try (HikariDataSource pool = servers.poolForAnyServer();
        PostgresUnderTest database =
            new PostgresUnderTest(
                CachePlan.defaults(), primary.settings().withTimeouts(TIMEOUT, TIMEOUT))) {
      Map<OrderId, String> plain = new HashMap<>();
      plain.computeIfAbsent(ID, id -> status(pool));
      assertEquals("PACKAGING", plain.get(ID), "the unprotected cache is stale for ever");

      InMemoryOrderCache cache =
          new InMemoryOrderCache(CacheSettings.defaults(), new ManualClock());
      Progress none = new Progress(0, 0);
      cache.takeOver(
          new Term(1, "primary", none), new Round(List.of(), cache.time(), Duration.ofHours(1)));
      OrderQuery fromStandby =
          cached(new JdbiOrderQuery(pool, CachePlan.defaults(), standby.settings()), cache);
      assertRefused(() -> fromStandby.find(ID));
      OrderQuery fromPrimary = cached(database.orders(), cache);
      assertEquals(Source.MISS, fromPrimary.find(ID).source());
      Answer<Optional<Order>> hit = fromStandby.find(ID);
      assertEquals(Source.HIT, hit.source());
      assertEquals(new OrderStatus("SHIPPED"), hit.value().orElseThrow().status());
    }
  }

  private static OrderQuery cached(OrderQuery database, OrderCache cache) {
    return new CacheAsideOrderQuery(
        database, cache, CachePlan.defaults(), CacheAsideSettings.defaults());
  }

  @Test
  void aStandbysAnswersAreRefused() {
    try (HikariDataSource pool = servers.poolForAnyServer()) {
      assertEquals("PACKAGING", status(pool), "the unprotected read is stale");
      JdbiOrderQuery orders = new JdbiOrderQuery(pool, CachePlan.defaults(), standby.settings());

      assertRefused(() -> orders.find(ID));
      assertRefused(() -> orders.findAll(Set.of(ID, new OrderId(2))));
      for (OrderSort sort : OrderSort.values()) {
        PageRequest page = PageRequest.first(PACKAGING, sort, 10);
        assertRefused(() -> orders.list(page));
      }
      assertRefused(() -> orders.count(PACKAGING));
      assertRefused(() -> orders.count(new OrderStatus("CLOSED")));
    }
  }

  @Test
  void aRefusedConnectionLeavesThePool() {
    try (HikariDataSource pool = servers.poolForAnyServer()) {
      JdbiOrderQuery orders = new JdbiOrderQuery(pool, CachePlan.defaults(), standby.settings());
      int before = backend(pool);

      assertRefused(() -> orders.find(ID));
      int afterRow = backend(pool);
      assertRefused(() -> orders.count(PACKAGING));
      int afterCount = backend(pool);

      assertEquals(3, new HashSet<>(List.of(before, afterRow, afterCount)).size());
    }
  }

  @Test
  void aSingleHostThatIsAStandbyIsNotConnectedTo() {
    try (PostgresUnderTest database =
        new PostgresUnderTest(CachePlan.defaults(), standby.settings())) {
      assertThrows(OrderQueryException.class, () -> database.orders().find(ID));
      assertThrows(ChangeLogException.class, database.log()::lead);
    }
  }

  @Test
  void ofSeveralHostsThePrimaryAnswersWhateverTheUrlSays() {
    String url = "jdbc:postgresql://%s,%s/postgres?targetServerType=%s";
    for (String type : new String[] {"any", "secondary", "preferSecondary"}) {
      JdbcSettings settings =
          JdbcSettings.of(url.formatted(standby.host(), primary.host(), type), "postgres", null)
              .withTimeouts(TIMEOUT, TIMEOUT);
      try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
        JdbiOrderQuery orders = new JdbiOrderQuery(pool, CachePlan.defaults(), settings);
        assertEquals(new OrderStatus("SHIPPED"), orders.find(ID).value().orElseThrow().status());
      }
      assertEquals("SHIPPED", status(PostgresDataSources.unpooled(settings)));
    }
  }

  @Test
  void aPromotedStandbyAnswers() {
    try (PostgresUnderTest database =
        new PostgresUnderTest(CachePlan.defaults(), standby.settings())) {
      assertThrows(OrderQueryException.class, () -> database.orders().find(ID));

      servers.onStandby("SELECT pg_wal_replay_resume(), pg_promote()");

      await()
          .ignoreException(OrderQueryException.class)
          .until(() -> database.orders().find(ID).value().isPresent());
    }
  }
}
