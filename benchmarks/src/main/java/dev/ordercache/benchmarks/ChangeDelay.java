package dev.ordercache.benchmarks;

import dev.ordercache.app.Application;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Measures the time from the commit of a change in SQL until the list over HTTP shows it. The
 * reader sends a request every millisecond, so its answer is in the cache before the change.
 */
final class ChangeDelay {

  private static final int CHANGES = 1_000;
  private static final String LIST = "/api/orders?status=MANUFACTURING_APPROVED&limit=1";
  private static final String STARTED = "/api/orders?status=MANUFACTURING_STARTED&limit=1";

  private final HttpClientLoop client;
  private final Database database;

  ChangeDelay(Application app, Database database) {
    this.client = new HttpClientLoop(app.address());
    this.database = database;
  }

  void measure() throws SQLException {
    Durations single = new Durations(CHANGES);
    for (int i = 0; i < CHANGES; i++) {
      String mark = "delay-" + i;
      single.add(
          delay(
              "UPDATE orders SET customer = '"
                  + mark
                  + "' WHERE id = "
                  + firstOf("MANUFACTURING_APPROVED"),
              LIST,
              body -> body.contains(mark)));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i % 31));
    }
    System.out.println(single.report("single UPDATE seen in the list"));
    long first = firstOf("MANUFACTURING_APPROVED");
    once(
        "UPDATE of a status, seen in the old list",
        "UPDATE orders SET status = 'MANUFACTURING_STARTED', due_at = '2000-01-01' WHERE id = "
            + first,
        LIST,
        body -> !body.contains("\"id\":" + first + ","));
    once(
        "DELETE",
        "DELETE FROM orders WHERE id = " + first,
        STARTED,
        body -> !body.contains("\"id\":" + first + ","));
    once(
        "INSERT",
        "INSERT INTO orders (id, number, status, customer, product, quantity, price, currency, priority, due_at)"
            + " VALUES (900000001, 'X-1', 'MANUFACTURING_APPROVED', 'c', 'p', 1, 1, 'EUR', 1, '2000-01-01')",
        LIST,
        body -> body.contains("\"id\":900000001,"));
    once(
        "bulk UPDATE of 10,000 rows",
        "UPDATE orders SET customer = 'bulk', due_at = due_at WHERE id IN (SELECT id FROM orders WHERE status IN"
            + " ('MANUFACTURING_APPROVED', 'MANUFACTURING_STARTED', 'MANUFACTURING_COMPLETED') ORDER BY due_at LIMIT 10000)",
        LIST,
        body -> body.contains("\"customer\":\"bulk\""));
    database.update("CREATE TABLE orders_kept AS SELECT * FROM orders");
    once("TRUNCATE", "TRUNCATE orders", LIST, body -> body.contains("\"orders\":[]"));
    database.update("INSERT INTO orders SELECT * FROM orders_kept");
    database.update("DROP TABLE orders_kept");
    database.update("VACUUM (ANALYZE) orders");
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
  }

  private long firstOf(String status) throws SQLException {
    return database.number(
        "SELECT id FROM orders WHERE status = '" + status + "' ORDER BY due_at, id LIMIT 1");
  }

  private void once(String name, String sql, String path, Predicate<String> seen)
      throws SQLException {
    Durations durations = new Durations(1);
    durations.add(delay(sql, path, seen));
    System.out.println(durations.report(name));
  }

  private long delay(String sql, String path, Predicate<String> seen) throws SQLException {
    client.get(path);
    client.get(path);
    database.update(sql);
    long committed = System.nanoTime();
    while (!seen.test(client.get(path).body())) {
      if (System.nanoTime() - committed > TimeUnit.SECONDS.toNanos(30)) {
        throw new IllegalStateException("not seen within 30 s: " + sql);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return System.nanoTime() - committed;
  }
}
