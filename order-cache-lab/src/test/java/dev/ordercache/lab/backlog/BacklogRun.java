package dev.ordercache.lab.backlog;

import dev.ordercache.Source;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.lab.Instance;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.lab.Percentiles;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.servers.RedisNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * How long the relay's rounds take while changes go through its log and another session is idle in
 * a transaction, with a snapshot or with a transaction id; how many reads of an order that does not
 * change bypass the cache; and the rounds after that transaction's end, without a restart. Then
 * Redis is killed, many rows change, and it is started again: how long until reads are hits.
 */
public final class BacklogRun implements AutoCloseable {

  private static final int ORDERS = 100_000;
  private static final int AT_ONCE = 100;
  private static final int QUIET = ORDERS + 1; // is never changed
  private static final int AFTERWARDS = 20_000;
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

  private final OrdersDatabase postgres = OrdersDatabase.create();
  private final RedisNode redis = new RedisNode();
  private final Instance instance;
  private final JdbiChangeLog log;
  private final ChangeRelay relay;
  private volatile LongStream.Builder rounds = LongStream.builder();
  private volatile boolean changing;
  private long reads;
  private long bypasses;
  private int next = 1;

  private BacklogRun() {
    postgres.enter(1, QUIET, "MANUFACTURING_APPROVED");
    postgres.sql("VACUUM ANALYZE orders");
    CachePlan plan = CachePlan.defaults();
    instance = new Instance(postgres, redis.uri(), plan);
    log =
        new JdbiChangeLog(
            PostgresDataSources.unpooled(postgres.database()), plan, postgres.database());
    relay =
        new ChangeRelay(
            log,
            new RedisRelayTarget(instance.redis, plan, RedisSettings.defaults()),
            plan,
            RelaySettings.defaults());
    relay.listen((took, cached) -> rounds.add(took.toNanos()));
    relay.start();
  }

  /**
   * Measures, and prints.
   *
   * @param arguments how many changes go through the log while each session is idle, 0 to leave
   *     that out, and how many while Redis is down
   */
  public static void main(String[] arguments) throws Exception {
    int changes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_800_000;
    int away = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500_000;
    try (BacklogRun run = new BacklogRun()) {
      run.awaitHit();
      run.change("no old transaction", AFTERWARDS);
      if (changes > 0) {
        run.beside("a snapshot", "SELECT pg_current_snapshot()", "REPEATABLE READ", changes);
        run.beside("a transaction id", "SELECT pg_current_xact_id()", "READ COMMITTED", changes);
      }
      run.outage(away);
    }
    System.exit(0);
  }

  private void beside(String name, String old, String isolation, int changes) throws Exception {
    try (Connection connection = postgres.connect();
        Statement session = connection.createStatement()) {
      session.execute("SET idle_in_transaction_session_timeout = 0");
      session.execute("BEGIN ISOLATION LEVEL " + isolation);
      session.execute(old);
      change(name, changes);
      session.execute("ROLLBACK");
    }
    change("after its end", AFTERWARDS);
  }

  /** Changes orders, a hundred at once, and meanwhile reads one that is not among them. */
  private void change(String name, int changes) throws InterruptedException {
    rounds = LongStream.builder();
    reads = 0;
    bypasses = 0;
    changing = true;
    Thread reader = new Thread(this::read, "reader");
    reader.start();
    long began = System.nanoTime();
    for (int done = 0; done < changes; done += AT_ONCE) {
      postgres.sql(
          "UPDATE orders SET priority = 1 - priority WHERE id BETWEEN %d AND %d"
              .formatted(next, next + AT_ONCE - 1));
      next = next + AT_ONCE > ORDERS ? 1 : next + AT_ONCE;
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    changing = false;
    reader.join();
    LongStream.Builder taken = rounds;
    rounds = LongStream.builder();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)); // the round in progress
    System.out.printf(
        Locale.ROOT,
        "%s: %,d changes, %.0f a second; rounds %s; %d of %d reads bypassed%n",
        name,
        changes,
        changes / seconds,
        new Percentiles(taken.build()),
        bypasses,
        reads);
  }

  private void read() {
    while (changing) {
      reads++;
      bypasses += instance.find(QUIET).source() == Source.BYPASS ? 1 : 0;
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void outage(int changes) throws SQLException {
    redis.kill();
    for (int left = changes; left > 0; left -= ORDERS) {
      postgres.sql(
          "UPDATE orders SET priority = 1 - priority WHERE id <= " + Math.min(left, ORDERS));
    }
    long waiting = postgres.number("SELECT count(*) FROM order_change");
    redis.start();
    long began = System.nanoTime();
    awaitHit();
    System.out.printf(
        Locale.ROOT,
        "Redis back with %,d rows waiting: hits after %.1f s%n",
        waiting,
        (System.nanoTime() - began) / 1e9);
  }

  private void awaitHit() {
    long began = System.nanoTime();
    while (instance.find(QUIET).source() != Source.HIT) {
      if (System.nanoTime() - began > LONGEST) {
        throw new IllegalStateException("no read is a hit: " + relay.statistics());
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  @Override
  public void close() {
    relay.close();
    log.close();
    instance.close();
    redis.close();
  }
}
