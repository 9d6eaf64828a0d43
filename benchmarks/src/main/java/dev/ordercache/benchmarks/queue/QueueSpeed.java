package dev.ordercache.benchmarks.queue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.benchmarks.peers.OrderRows;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiStatusChangeCompletion;
import dev.ordercache.jdbc.JdbiStatusChangeWork;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Status changes a second, applied and finished by 8 workers: spread over many orders and on 5 hot
 * ones, one order at a time and 20, compared with a queue without groups. Arguments: the number of
 * changes (10,000 by default), and of passes (3 by default). A pass measures everything once, so
 * that other load on the machine affects all alike.
 */
public final class QueueSpeed {

  private static final int WORKERS = 8;
  private static final int HOT = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** How long the library's workers wait after they found no change. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** One way to apply changes; its calls return how many they have applied. */
  private record Contestant(String name, int orders, boolean plain, IntSupplier settle) {}

  private final QueuedRows rows;
  private final int changes;
  private final List<Contestant> contestants = new ArrayList<>();

  private QueueSpeed(HikariDataSource pool, JdbcSettings settings, int changes) {
    this.rows = new QueuedRows(pool);
    this.changes = changes;
    CachePlan plan = CachePlan.defaults();
    JdbiStatusChangeWork work =
        new JdbiStatusChangeWork(pool, plan, settings, QueueSettings.defaults());
    JdbiStatusChangeCompletion completion = new JdbiStatusChangeCompletion(pool, plan, settings);
    PlainQueue plain = new PlainQueue(pool);
    for (int orders : new int[] {changes, HOT}) {
      String where = orders == HOT ? "5 hot orders" : "spread";
      for (int atOnce : new int[] {1, 20}) {
        contestants.add(
            new Contestant(
                where + ", groups, " + atOnce + " at once",
                orders,
                false,
                () -> finish(completion, work.settle(atOnce))));
        contestants.add(
            new Contestant(
                where + ", without groups, " + atOnce + " at once",
                orders,
                true,
                () -> plain.settle(atOnce)));
      }
    }
  }

  /** Starts a server, measures, and prints the table. */
  public static void main(String[] arguments) throws Exception {
    int changes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int passes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
      JdbcSettings settings =
          OrderRows.settings(servers).withPoolSize(WORKERS + 2).withTimeouts(TIMEOUT, TIMEOUT);
      OrderRows.create(settings, changes);
      try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
        new QueueSpeed(pool, settings, changes).run(passes);
      }
    }
    System.exit(0);
  }

  private static int finish(JdbiStatusChangeCompletion completion, List<JournalEntry> settled) {
    completion.finish(settled);
    return settled.size();
  }

  private void run(int passes) throws Exception {
    for (int pass = 1; pass <= passes; pass++) {
      for (Contestant contestant : contestants) {
        rows.fill(contestant.orders(), changes, contestant.plain());
        double seconds = settleAll(contestant.settle());
        System.out.printf(
            "%-40s %,7.0f/s  %,6d inversions  %,6d not applied%n",
            contestant.name(), changes / seconds, rows.inversions(), rows.lost());
      }
    }
  }

  private double settleAll(IntSupplier settle) throws Exception {
    AtomicInteger left = new AtomicInteger(changes);
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    long began = System.nanoTime();
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(threads.submit(() -> work(settle, left)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static void work(IntSupplier settle, AtomicInteger left) {
    while (left.get() > 0) {
      int settled = settle.getAsInt();
      left.addAndGet(-settled);
      if (settled == 0) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
