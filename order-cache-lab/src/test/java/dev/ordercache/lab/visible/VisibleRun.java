package dev.ordercache.lab.visible;

import dev.ordercache.lab.AppProcess;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.lab.Percentiles;
import dev.ordercache.servers.RedisNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long after its commit a change in SQL is seen in the list over HTTP, while changes
 * come and when nothing has changed for a while; how long the list takes; and how busy the servers
 * and the app are while nothing happens. The app runs with its defaults.
 */
public final class VisibleRun implements AutoCloseable {

  private static final int ORDERS = 5_000;
  private static final int WARM_UP = 300;
  private static final int READS = 5_000;
  private static final String LIST = "/api/orders?status=MANUFACTURING_APPROVED&limit=50";
  private static final long SILENCE = TimeUnit.SECONDS.toNanos(5);
  private static final long BUSY_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_PARKED = TimeUnit.SECONDS.toNanos(1);

  private final OrdersDatabase postgres = OrdersDatabase.create();
  private final RedisNode redis = new RedisNode();
  private final AppProcess app;
  private final ListReader reader;
  private final Connection person;
  private final PreparedStatement update;
  private long changes;

  private VisibleRun() throws SQLException {
    postgres.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    postgres.sql("ANALYZE");
    app =
        AppProcess.start(
            postgres,
            redis.uri(),
            Map.of(
                "ORDER_CACHE_RATE_LIMIT", "0",
                "_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4")); // which tests go without
    reader = new ListReader(app.address(), LIST);
    person = postgres.connect();
    update = person.prepareStatement("UPDATE orders SET customer = ? WHERE id = 7");
  }

  /**
   * Measures, and prints.
   *
   * @param arguments how many changes after five seconds of silence each, and how many at 100 a
   *     second; how many seconds nothing happens
   */
  public static void main(String[] arguments) throws SQLException, InterruptedException {
    int silent = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    int busy = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    int idleSeconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
    try (VisibleRun run = new VisibleRun()) {
      run.delays(WARM_UP, BUSY_INTERVAL);
      System.out.println(report("list", run.reads()));
      System.out.println(report("SQL seen, 100 changes a second", run.delays(busy, BUSY_INTERVAL)));
      System.out.println(report("SQL seen, after 5 s of silence", run.delays(silent, SILENCE)));
      run.idle(idleSeconds); // last, when the compiler and VACUUM have caught up
    }
    System.exit(0);
  }

  private long[] reads() {
    long[] nanos = new long[READS];
    for (int i = 0; i < READS; i++) {
      long began = System.nanoTime();
      reader.read();
      nanos[i] = System.nanoTime() - began;
    }
    return nanos;
  }

  /** Commits changes at a steady rate, and reads the list while one of them is not seen yet. */
  private long[] delays(int count, long interval) throws InterruptedException {
    long first = changes + 1;
    changes += count;
    long[] committed = new long[count];
    AtomicInteger commits = new AtomicInteger();
    Thread waiting = Thread.currentThread();
    Thread writer = new Thread(() -> write(first, committed, commits, interval, waiting), "person");
    writer.start();
    long[] delays = new long[count];
    int seen = 0;
    while (seen < count) {
      while (commits.get() == seen && writer.isAlive()) {
        LockSupport.parkNanos(MAX_PARKED); // the writer ends it
      }
      if (commits.get() == seen) {
        throw new IllegalStateException("the writer has failed");
      }
      long newest = reader.awaitSeen(first + seen);
      long now = System.nanoTime();
      for (; seen < count && first + seen <= newest; seen++) {
        awaitCommit(commits, seen);
        delays[seen] = Math.max(0, now - committed[seen]);
      }
    }
    writer.join();
    return delays;
  }

  /** A change may be seen before its commit has returned to the writer. */
  private static void awaitCommit(AtomicInteger commits, int change) {
    while (commits.get() <= change) {
      Thread.onSpinWait();
    }
  }

  private void write(
      long first, long[] committed, AtomicInteger commits, long interval, Thread waiting) {
    long began = System.nanoTime();
    try {
      for (int i = 0; i < committed.length; i++) {
        long late =
            ThreadLocalRandom.current().nextLong(interval / 100); // not in step with the relay
        sleepUntil(began + (i + 1) * interval + late);
        update.setString(1, ListReader.MARK + (first + i));
        update.executeUpdate();
        committed[i] = System.nanoTime();
        commits.set(i + 1);
        LockSupport.unpark(waiting);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void idle(int seconds) {
    long[] servers = {postmaster(), redisProcess(), app.pid()};
    double[] before = Arrays.stream(servers).mapToDouble(CpuTime::of).toArray();
    long began = System.nanoTime();
    sleepUntil(began + TimeUnit.SECONDS.toNanos(seconds));
    double elapsed = (System.nanoTime() - began) / 1e9;
    double[] percent = new double[servers.length];
    for (int i = 0; i < servers.length; i++) {
      percent[i] = 100 * (CpuTime.of(servers[i]) - before[i]) / elapsed;
    }
    System.out.printf(
        Locale.ROOT,
        "idle: PostgreSQL %.1f %%, Redis %.1f %%, app %.1f %%, together %.1f %% of a core%n",
        percent[0],
        percent[1],
        percent[2],
        Arrays.stream(percent).sum());
  }

  private long postmaster() {
    return postgres.number("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint");
  }

  private long redisProcess() {
    return redis
        .info("server")
        .lines()
        .filter(line -> line.startsWith("process_id:"))
        .mapToLong(line -> Long.parseLong(line.substring("process_id:".length())))
        .findFirst()
        .orElseThrow();
  }

  private static String report(String what, long[] nanos) {
    return what + ": " + new Percentiles(Arrays.stream(nanos));
  }

  @Override
  public void close() throws SQLException {
    person.close();
    app.close();
    redis.close();
  }
}
