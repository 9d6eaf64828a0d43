package dev.ordercache.benchmarks;

import dev.ordercache.app.Application;
import java.sql.SQLException;

/**
 * Measures the first page of 50 over HTTP, with one client that sends the next request as soon as
 * it has its answer: from the cache, from the database with and without the index, and after an
 * invalidation, of lists with 5,000 and 500,000 orders. The database is measured with a list that
 * is not cached.
 */
final class PageLatency {

  private static final int READS = 5_000;
  private static final int MISSES = 500;
  private static final int SHORT = 5_000;
  private static final int LONG = 500_000;
  private static final String DATABASE = "SUBMITTED";
  private static final String CACHED = "MANUFACTURING_APPROVED";
  private static final String BY_DUE =
      "CREATE INDEX orders_status_due ON orders (status, due_at, id)";
  private static final String BY_CREATED =
      "CREATE INDEX orders_status_created ON orders (status, created_at, id)";

  private final HttpClientLoop client;
  private final Database database;

  PageLatency(Application app, Database database) {
    this.client = new HttpClientLoop(app.address());
    this.database = database;
  }

  void measure() throws SQLException {
    resize(DATABASE, SHORT);
    resize(CACHED, SHORT);
    for (int round = 1; round <= 3; round++) {
      print("round " + round + ", list of 5,000", SHORT);
    }
    database.update("DROP INDEX orders_status_due");
    database.update("DROP INDEX orders_status_created");
    database.update("VACUUM (ANALYZE) orders");
    report("database without the index, list of 5,000", path(DATABASE), 200);
    database.update(BY_DUE);
    database.update(BY_CREATED);
    print("list of 500,000", LONG);
  }

  private void print(String name, int size) throws SQLException {
    resize(DATABASE, size);
    report(name + ": database", path(DATABASE), READS);
    resize(DATABASE, SHORT);
    resize(CACHED, size);
    report(name + ": cache", path(CACHED), READS);
    System.out.println(misses(MISSES).report(name + ": miss, load and fill"));
    resize(CACHED, SHORT);
  }

  private Durations misses(int count) {
    Durations durations = new Durations(count);
    for (int i = 0; i < count; i++) {
      client.delete("/api/cache/lists/" + CACHED);
      durations.add(client.time(path(CACHED)));
    }
    return durations;
  }

  private void report(String name, String path, int reads) {
    System.out.println(client.time(path, reads).report(name));
  }

  private static String path(String status) {
    return "/api/orders?status=" + status + "&limit=50";
  }

  /** Moves orders from or to CLOSED, so that the status has this number. */
  private void resize(String status, int size) throws SQLException {
    long now = database.number("SELECT count(*) FROM orders WHERE status = '" + status + "'");
    if (now == size) {
      return;
    }
    String from = now > size ? status : "CLOSED";
    String to = now > size ? "CLOSED" : status;
    database.update(
        "UPDATE orders SET status = '%s' WHERE id IN (SELECT id FROM orders WHERE status = '%s' LIMIT %d)"
            .formatted(to, from, Math.abs(now - size)));
    database.update("VACUUM (ANALYZE) orders");
    client.awaitHit(path(CACHED));
  }
}
