package dev.ordercache.lab.kill;

import dev.ordercache.app.Main;
import dev.ordercache.app.UnprotectedApp;
import dev.ordercache.lab.AppProcess;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.servers.RedisNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL and a Redis that outlive the app, and the app that is killed. */
final class KillSetup implements AutoCloseable {

  /** How many of the first orders are changed all the time. */
  static final int HOT = 5;

  static final int ORDERS = 300;

  /** How the app applies changes. */
  enum Mode {
    ASYNC,
    SAGA,
    /** One of the two at each start: what one has left is finished by the other. */
    MIXED
  }

  final OrdersDatabase postgres = OrdersDatabase.create();
  final AppClient door = new AppClient();

  /** How long a change may take to end after the app has started again. */
  final Duration timeout;

  private final RedisNode redis = new RedisNode();
  private final Mode mode;
  private final @Nullable Unprotected variant;
  private final Random random;
  private final Thread emergency = new Thread(this::stopProcesses);
  private @Nullable AppProcess app;

  /** Starts the servers. */
  KillSetup(Mode mode, @Nullable Unprotected variant, long seed) {
    this.mode = mode;
    this.variant = variant;
    this.random = new Random(seed);
    this.timeout = Duration.ofSeconds(variant == Unprotected.UNSWEPT ? 10 : 60);
    Runtime.getRuntime().addShutdownHook(emergency);
    postgres.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    postgres.sql(
        "UPDATE orders SET status = 'MANUFACTURING_COMPLETED' WHERE id > 50 AND id % 2 = 0");
    Recorded.watch(postgres);
  }

  /** Starts the app, unless it runs, and returns when it is ready. */
  void start() {
    if (app != null) {
      return;
    }
    boolean saga = mode == Mode.SAGA || (mode == Mode.MIXED && random.nextBoolean());
    Map<String, String> settings = new HashMap<>();
    settings.put("ORDER_CACHE_STATUS_CHANGES", saga ? "saga" : "async");
    boolean patient = random.nextBoolean();
    if (patient && !saga) {
      settings.put("ORDER_CACHE_CHANGE_GRACE", "40ms");
    }
    settings.put("ORDER_CACHE_CHANGE_WORKERS", "4");
    settings.put("ORDER_CACHE_CONSISTENCY_SAMPLE", "1");
    AppProcess started =
        AppProcess.start(
            variant == null ? Main.class : UnprotectedApp.class,
            variant == null ? List.of() : List.of(variant.name()),
            postgres,
            redis.uri(),
            settings);
    app = started;
    door.open(started.address());
  }

  /** As {@code kill -9} does. */
  void kill() {
    Objects.requireNonNull(app, "not started").kill();
    app = null;
    door.shut();
  }

  /** Exchanges the cached values of two orders, in generations of which no instance has a copy. */
  void exchangeCached(long one, long other) {
    String script =
        """
        local one = redis.call('HGET', KEYS[1], 'v')
        redis.call('HSET', KEYS[1], 'v', redis.call('HGET', KEYS[2], 'v'), 'g', KEYS[1])
        redis.call('HSET', KEYS[2], 'v', one, 'g', KEYS[2])
        """;
    redis.send("EVAL", script, "2", key(one), key(other));
  }

  private static String key(long order) {
    return "oc:{default}:order:" + order;
  }

  /** How many were accepted after the change with this id. */
  long changesSince(long change) {
    return postgres.number("SELECT count(*) FROM status_change WHERE id > " + change);
  }

  long changes(String state) {
    return postgres.number("SELECT count(*) FROM status_change WHERE state = '" + state + "'");
  }

  private void stopProcesses() {
    AppProcess running = app;
    if (running != null) {
      running.kill();
    }
    redis.close();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(emergency);
    } catch (IllegalStateException e) {
      return; // the JVM ends, and the hook runs
    }
    stopProcesses();
  }
}
