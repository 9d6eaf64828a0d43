package dev.ordercache.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Orders with queued changes, the outcomes of these, and threads that settle them. */
final class QueuedOrders {

  private static final String STATUS =
      "CASE i %% 2 WHEN %d THEN 'MANUFACTURING_STARTED' ELSE 'MANUFACTURING_APPROVED' END";

  private final TestDatabase database;

  QueuedOrders(TestDatabase database) {
    this.database = database;
  }

  /**
   * Enters orders, and for each so many changes, accepted in advance for later versions, which take
   * and release it in turns.
   */
  void enter(int orders, int changes) {
    database.insert(1, orders, "MANUFACTURING_APPROVED");
    database.execute(
        """
        INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key)
        SELECT o, %s, i, 'Ada', o || '-' || i
        FROM generate_series(1, %d) AS i, generate_series(1, %d) AS o
        ORDER BY i, o
        """
            .formatted(STATUS.formatted(1), changes, orders));
    database.execute(
        "INSERT INTO status_change_group SELECT id, statement_timestamp() FROM orders");
  }

  /** Calls something in so many threads at once, in each until it returns false. */
  static void inThreads(int count, BooleanSupplier call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(threads.submit(() -> callUntilFalse(call)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void callUntilFalse(BooleanSupplier call) {
    while (call.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** How many changes ended before one of the same order that was accepted earlier. */
  int inversions() {
    return database
        .query(
            """
            SELECT count(*) FROM (
                SELECT ended_at, max(ended_at) OVER (
                    PARTITION BY order_id ORDER BY id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
                FROM status_change) AS change
            WHERE ended_at < earlier
            """,
            Integer.class)
        .get(0);
  }

  int count(String state) {
    return database
        .query("SELECT count(*) FROM status_change WHERE state = '" + state + "'", Integer.class)
        .get(0);
  }

  /** The versions of all orders, in the order of their ids. */
  List<Long> versions() {
    return database.query("SELECT version FROM orders ORDER BY id", Long.class);
  }

  static List<Long> versions(int orders, long version) {
    return IntStream.range(0, orders).mapToObj(i -> version).toList();
  }
}
