package dev.ordercache.benchmarks.queue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.benchmarks.Durations;
import dev.ordercache.benchmarks.peers.OrderRows;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiStatusChangeCompletion;
import dev.ordercache.jdbc.JdbiStatusChangeWork;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * Measures how long a worker's transaction takes, with 20 changes and with none, while changes go
 * through the queue and another session is idle in a transaction: with a snapshot, with a
 * transaction id, or with neither. Arguments: the number of changes (100,000 by default), and the
 * JDBC URL of an empty PostgreSQL database (an embedded one by default).
 */
public final class OldSnapshotClaims {

  private static final int ORDERS = 10_000;
  private static final int ACCEPTED = 1_000;
  private static final int AT_ONCE = 20;
  private static final int IDLE = 5;
  private static final int PARTS = 5;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final HikariDataSource pool;
  private final JdbcSettings settings;
  private final QueuedRows rows;
  private final int changes;
  private int next = 1;

  private OldSnapshotClaims(HikariDataSource pool, JdbcSettings settings, int changes) {
    this.pool = pool;
    this.settings = settings;
    this.rows = new QueuedRows(pool);
    this.changes = changes;
  }

  /** Measures, and prints a table. */
  public static void main(String[] arguments) throws Exception {
    int changes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    if (arguments.length > 1) {
      measure(JdbcSettings.of(arguments[1], null, null), changes);
    } else {
      try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
        measure(OrderRows.settings(servers), changes);
      }
    }
    System.exit(0);
  }

  private static void measure(JdbcSettings server, int changes) throws Exception {
    JdbcSettings settings = server.withTimeouts(TIMEOUT, TIMEOUT);
    OrderRows.create(settings, ORDERS);
    try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
      OldSnapshotClaims claims = new OldSnapshotClaims(pool, settings, changes);
      claims.run("no old transaction", "SELECT 1");
      claims.run("a snapshot", "SELECT pg_current_snapshot()");
      claims.run("a transaction id", "SELECT pg_current_xact_id()");
    }
  }

  private void run(String name, String old) throws SQLException {
    rows.fill(ORDERS, 0, false);
    try (Connection other = pool.getConnection();
        Statement idle = other.createStatement()) {
      if (!old.equals("SELECT 1")) {
        idle.execute("SET idle_in_transaction_session_timeout = 0");
        idle.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      }
      idle.execute(old);
      CachePlan plan = CachePlan.defaults();
      JdbiStatusChangeWork work =
          new JdbiStatusChangeWork(pool, plan, settings, QueueSettings.defaults());
      JdbiStatusChangeCompletion completion = new JdbiStatusChangeCompletion(pool, plan, settings);
      for (int part = 1; part <= PARTS; part++) {
        part(name + ", part " + part + " of " + PARTS, work, completion);
      }
      idle.execute("ROLLBACK");
    }
  }

  private void part(String name, JdbiStatusChangeWork work, JdbiStatusChangeCompletion completion)
      throws SQLException {
    Durations full = new Durations(changes);
    Durations empty = new Durations(changes);
    for (int done = 0; done < changes / PARTS; ) {
      rows.add(next, next + ACCEPTED - 1);
      next = next + ACCEPTED > ORDERS ? 1 : next + ACCEPTED;
      int settled;
      do {
        long began = System.nanoTime();
        List<JournalEntry> entries = work.settle(AT_ONCE);
        settled = entries.size();
        (settled == AT_ONCE ? full : empty).add(System.nanoTime() - began);
        completion.finish(entries);
        done += settled;
      } while (settled > 0);
      for (int i = 0; i < IDLE; i++) {
        long began = System.nanoTime();
        work.settle(AT_ONCE);
        empty.add(System.nanoTime() - began);
      }
    }
    System.out.println(full.report(name + ", of 20"));
    System.out.println(empty.report(name + ", of none"));
  }
}
