package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.plan.CachePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only the reads from PostgreSQL do. */
class JdbiOrderQueryTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  private final JdbiOrderQuery orders =
      new JdbiOrderQuery(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());

  private static Instant databaseTime() {
    return DATABASE.query("SELECT clock_timestamp()", Instant.class).get(0);
  }

  /** Row 8 of {@code docs/races.md}: its snapshot may be older than an invalidation. */
  @Test
  void nothingIsReadInAnOpenTransaction() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(PostgresDataSources.unpooled(DATABASE.settings()));
    config.setMaximumPoolSize(1);
    config.setAutoCommit(false);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      JdbiOrderQuery inTransactions =
          new JdbiOrderQuery(pool, DATABASE.plan(), DATABASE.settings());
      OrderQueryException e =
          assertThrows(OrderQueryException.class, () -> inTransactions.count(PACKAGING));
      assertTrue(String.valueOf(e.getMessage()).contains("autocommit"), e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(OrderSort.class)
  void pagesWalkOrdersOfEqualTimesExactlyOnce(OrderSort sort) {
    DATABASE.insert(
        1, 1_000, "PACKAGING"); // ten have the same due date, all the same time of entry
    DATABASE.insert(1_001, 1_100, "SHIPPED");
    List<Long> seen = new ArrayList<>();

    PageRequest request = PageRequest.first(PACKAGING, sort, 7);
    for (Cursor next = request.after(); request != null; ) {
      OrderPage page = orders.list(request).value();
      page.orders().forEach(order -> seen.add(order.id().value()));
      next = page.next();
      request = next == null ? null : new PageRequest(PACKAGING, sort, 7, next);
    }

    Comparator<Long> byDue = Comparator.comparing(id -> -(id / 10));
    Comparator<Long> byId = Comparator.naturalOrder();
    assertEquals(
        LongStream.rangeClosed(1, 1_000)
            .boxed()
            .sorted(sort == OrderSort.DUE ? byDue.thenComparing(byId) : byId)
            .toList(),
        seen);
  }

  @Test
  void anEmptyAnswerHasItsTime() {
    Instant before = databaseTime();
    List<Instant> times =
        List.of(
            orders.list(PageRequest.first(PACKAGING, OrderSort.DUE, 10)).asOf(),
            orders.find(new OrderId(1)).asOf(),
            orders.count(PACKAGING).asOf());
    Instant after = databaseTime();

    for (Instant time : times) {
      assertFalse(time.isBefore(before) || time.isAfter(after), times + " not from " + before);
    }
  }

  @Test
  void aCountIsThatOfOneStatus() {
    DATABASE.insert(1, 12, "PACKAGING");
    DATABASE.insert(13, 20, "SHIPPED");

    Answer<Long> count = orders.count(PACKAGING);

    assertEquals(12, count.value());
  }

  @Test
  void anOrderThatCannotBeReadIsTheQuerysException() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.execute("ALTER TABLE orders DROP CONSTRAINT orders_status_check");
    DATABASE.execute("UPDATE orders SET status = 'half done'");

    assertThrows(OrderQueryException.class, () -> orders.find(new OrderId(1)));
  }

  @Test
  void aStatementThatTakesTooLongIsTheQuerysException() {
    JdbcSettings settings = DATABASE.shortTimeoutSettings();
    try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
      JdbiOrderQuery shortTimeout = new JdbiOrderQuery(pool, CachePlan.defaults(), settings);
      DATABASE
          .jdbi()
          .useTransaction(
              handle -> {
                handle.execute("LOCK TABLE orders");
                assertThrows(OrderQueryException.class, () -> shortTimeout.count(PACKAGING));
              });

      assertEquals(0, shortTimeout.count(PACKAGING).value());
    }
  }

  @Test
  void aStreamKeepsOnlyAPortionOfTheIds() {
    DATABASE.insert(1, 20_000, "PACKAGING");
    List<OrderId> seen = new ArrayList<>();

    assertThrows(
        OrderQueryException.class,
        () ->
            orders.streamIds(
                Set.of(PACKAGING),
                id -> {
                  if (seen.isEmpty()) {
                    endSessionsInTransaction(); // ids not yet fetched are lost
                  }
                  seen.add(id);
                }));

    assertTrue(!seen.isEmpty() && seen.size() <= 2_000, seen.size() + " ids received");
  }

  private static void endSessionsInTransaction() {
    DATABASE.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND state = 'idle in transaction'");
  }

  @Test
  void aStreamIsOneSnapshot() {
    DATABASE.insert(1, 5_000, "PACKAGING");
    List<OrderId> seen = new ArrayList<>();

    orders.streamIds(
        Set.of(PACKAGING),
        id -> {
          if (seen.isEmpty()) {
            DATABASE.execute("UPDATE orders SET status = 'SHIPPED'");
          }
          seen.add(id);
        });

    assertEquals(5_000, Set.copyOf(seen).size());
    assertEquals(0, orders.count(PACKAGING).value());
  }

  @Test
  void aConsumersExceptionOfAnyTypeIsPassedOnAndNoConnectionIsLost() {
    DATABASE.insert(1, 5_000, "PACKAGING");
    JdbiException thrown = new TransactionException("the consumer's own");

    for (int i = 0; i < 2 * DATABASE.settings().poolSize(); i++) {
      assertSame(
          thrown,
          assertThrows(
              JdbiException.class,
              () ->
                  orders.streamIds(
                      Set.of(PACKAGING),
                      id -> {
                        throw thrown;
                      })));
    }
    assertEquals(5_000, orders.count(PACKAGING).value());
  }
}
