package dev.ordercache.benchmarks;

import dev.ordercache.app.Application;
import java.sql.SQLException;

/**
 * The first page of 50 over HTTP, one client that asks again as soon as it has its answer: from the
 * cache, from the database with and without the index, and of lists with 5,000 and 500,000 orders.
 * What comes from the database is a list that is not cached.
 */
final class PageLatency {

  private static final int READS = 5_000;
  private static final String FROM_DATABASE = "/api/orders?status=SUBMITTED&limit=50";
  private static final String FROM_CACHE = "/api/orders?status=MANUFACTURING_APPROVED&limit=50";
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
    resize("SUBMITTED", 5_000);
    resize("MANUFACTURING_APPROVED", 5_000);
    for (int round = 1; round <= 3; round++) {
      print("round " + round + ": cache, list of 5,000", FROM_CACHE, READS);
      print("round " + round + ": database, list of 5,000", FROM_DATABASE, READS);
    }
    database.update("DROP INDEX orders_status_due");
    database.update("DROP INDEX orders_status_created");
    print("database without the index, list of 5,000", FROM_DATABASE, 200);
    database.update(BY_DUE);
    database.update(BY_CREATED);
    resize("SUBMITTED", 300_000);
    resize("MANUFACTURING_APPROVED", 500_000);
    for (int round = 1; round <= 3; round++) {
      print("round " + round + ": cache, list of 500,000", FROM_CACHE, READS);
      print("round " + round + ": database, list of 300,000", FROM_DATABASE, READS);
    }
  }

  private void print(String name, String path, int reads) {
    System.out.println(client.time(path, reads).report(name));
  }

  /** Moves orders from or to CLOSED, so that the status has so many. */
  private void resize(String status, int size) throws SQLException {
    long now = database.number("SELECT count(*) FROM orders WHERE status = '" + status + "'");
    String from = now > size ? status : "CLOSED";
    String to = now > size ? "CLOSED" : status;
    database.update(
        "UPDATE orders SET status = '%s' WHERE id IN (SELECT id FROM orders WHERE status = '%s' LIMIT %d)"
            .formatted(to, from, Math.abs(now - size)));
    database.update("VACUUM (ANALYZE) orders");
    long moved = database.number("SELECT count(*) FROM orders WHERE status = '" + status + "'");
    System.out.printf("%s has %,d orders%n", status, moved);
  }
}
