package dev.ordercache.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("The demonstration orders")
@TestInstance(Lifecycle.PER_CLASS)
class DemoOrdersTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final EmbeddedServers servers = EmbeddedServers.start(true, false);
  private final DemoOrders orders = new DemoOrders(dataSource, InstantSource.fixed(NOON));

  @BeforeAll
  void connect() {
    PostgresAddress postgres = servers.postgres().orElseThrow();
    dataSource.setUrl(postgres.url());
    dataSource.setUser(postgres.user());
    dataSource.setPassword(postgres.password());
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  @BeforeEach
  void createTables() throws Exception {
    execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    try (InputStream sql = DemoOrdersTest.class.getResourceAsStream("orders.sql")) {
      execute(new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  @DisplayName("are mostly closed, with a few thousand in each operator's status")
  void proportions() throws SQLException {
    long began = System.nanoTime();
    assertEquals(200_000, orders.load(200_000));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertEquals(
        List.of(
            "CLOSED 179500",
            "FILE_UPLOADED 800",
            "INITIATED 500",
            "MANUFACTURING_APPROVED 5000",
            "MANUFACTURING_COMPLETED 3000",
            "MANUFACTURING_STARTED 3000",
            "PACKAGING 3000",
            "PRICE_CALCULATED 2000",
            "SHIPPED 2000",
            "SUBMITTED 1200"),
        rows("SELECT status || ' ' || count(*) FROM orders GROUP BY status ORDER BY status"));
    assertTrue(took.toMinutes() < 3, "200,000 orders took " + took);
  }

  @Test
  @DisplayName("keep their proportions when there are few")
  void few() throws SQLException {
    assertEquals(1_000, orders.load(1_000));
    assertEquals(
        List.of("CLOSED 897", "MANUFACTURING_APPROVED 25", "PACKAGING 15"),
        rows(
            "SELECT status || ' ' || count(*) FROM orders GROUP BY status"
                + " HAVING status IN ('CLOSED', 'MANUFACTURING_APPROVED', 'PACKAGING') ORDER BY 1"));
  }

  @Test
  @DisplayName("can be as few as one")
  void one() throws SQLException {
    for (int count : List.of(1, 2, 10, 33)) {
      execute("TRUNCATE orders");
      assertEquals(count, orders.load(count));
      assertEquals(List.of("" + count), rows("SELECT count(*) FROM orders"));
    }
  }

  @Test
  @DisplayName("are due around today while they are open, and were due before when closed")
  void dates() throws SQLException {
    orders.load(20_000);
    assertNone("status IN ('CLOSED', 'SHIPPED') AND due_at > '2026-11-23T00:00Z'");
    assertNone("updated_at > '2026-11-23T00:00Z'");
    assertNone("status LIKE 'MANU%' AND due_at NOT BETWEEN '2026-11-20' AND '2026-12-08'");
    assertSome("status = 'MANUFACTURING_APPROVED' AND due_at < '2026-11-23T00:00Z'");
    assertSome("status = 'MANUFACTURING_APPROVED' AND due_at > '2026-11-30T00:00Z'");
    assertSome("status = 'CLOSED' AND created_at < '2024-01-01'");
  }

  @Test
  @DisplayName("have an assignee exactly when they have been taken into work")
  void assignees() throws SQLException {
    orders.load(5_000);
    assertNone(
        "(assignee IS NULL) <> (status IN ('INITIATED', 'FILE_UPLOADED', 'SUBMITTED',"
            + " 'PRICE_CALCULATED', 'MANUFACTURING_APPROVED'))");
  }

  @Test
  @DisplayName("have numbers with their year, and ids in the order of their entry")
  void numbers() throws SQLException {
    orders.load(2_000);
    assertNone("number !~ '^A-202[3-6]-[0-9]{6}$' OR split_part(number, '-', 3)::int <> id");
    assertEquals(
        List.of("A-2026-002000"),
        rows("SELECT number FROM orders ORDER BY created_at DESC LIMIT 1"));
    assertEquals(
        List.of("0"),
        rows(
            "SELECT count(*) FROM orders a JOIN orders b ON b.id = a.id + 1"
                + " WHERE b.created_at < a.created_at"));
  }

  @Test
  @DisplayName("are the same every time on one day, and others on another")
  void deterministic() throws SQLException {
    String digest = "SELECT md5(string_agg(o::text, '' ORDER BY id)) FROM orders o";
    orders.load(3_000);
    List<String> first = rows(digest);
    execute("TRUNCATE orders");
    new DemoOrders(dataSource, InstantSource.fixed(NOON.plusSeconds(3_600))).load(3_000);
    assertEquals(first, rows(digest));
    execute("TRUNCATE orders");
    new DemoOrders(dataSource, InstantSource.fixed(NOON.plusSeconds(86_400))).load(3_000);
    assertTrue(!first.equals(rows(digest)), "another day must give other dates");
  }

  @Test
  @DisplayName("are not loaded where there are orders already")
  void notEmpty() throws SQLException {
    assertEquals(10, orders.load(10));
    assertEquals(0, orders.load(20));
    assertEquals(List.of("10"), rows("SELECT count(*) FROM orders"));
  }

  @Test
  @DisplayName("appear in the change log as one row that stands for everything")
  void changeLog() throws SQLException {
    orders.load(100);
    assertEquals(
        List.of("1 row, 0 orders"),
        rows("SELECT count(*) || ' row, ' || count(order_id) || ' orders' FROM order_change"));
  }

  @Test
  @DisplayName("leave every trigger as it was")
  void triggers() throws SQLException {
    String modes = "SELECT tgname || ' ' || tgenabled::text FROM pg_trigger ORDER BY tgname";
    List<String> before = rows(modes);
    orders.load(100);
    assertEquals(List.of("always A", "off D", "origin O", "replica R"), before);
    assertEquals(before, rows(modes));
  }

  @Test
  @DisplayName("do not need a change log, and let the next order have the next id")
  void withoutChangeLog() throws SQLException {
    execute("DROP TABLE order_change");
    assertEquals(100, orders.load(100));
    assertEquals(List.of("101"), rows("SELECT nextval(pg_get_serial_sequence('orders', 'id'))"));
  }

  @Test
  @DisplayName("leave an empty table when loading fails")
  void failure() throws SQLException {
    execute("ALTER TABLE orders ADD CHECK (id < 50)");
    assertThrows(SQLException.class, () -> orders.load(100));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM orders"));
    assertEquals(0, orders.load(0));
    assertThrows(IllegalArgumentException.class, () -> orders.load(-1));
  }

  private void assertNone(String condition) throws SQLException {
    assertEquals(List.of(), rows("SELECT o::text FROM orders o WHERE " + condition + " LIMIT 3"));
  }

  private void assertSome(String condition) throws SQLException {
    assertEquals(List.of("t"), rows("SELECT count(*) > 10 FROM orders WHERE " + condition));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String query) throws SQLException {
    return rows(dataSource, query);
  }

  private static List<String> rows(DataSource source, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
