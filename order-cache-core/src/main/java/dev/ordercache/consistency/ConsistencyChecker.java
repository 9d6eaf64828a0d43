package dev.ordercache.consistency;

import dev.ordercache.OrderQuery;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.CarriedChange;
import dev.ordercache.relay.ChangeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Checks, while the service runs, that the cache keeps its promise. Follows every change that it is
 * told of, on a thread of its own: at several times after it, looks into the cache as a client
 * does, and counts how often that shows nothing older. What is suspicious, and a sample of the
 * rest, is compared with the database. What differs, and is still shown a staleness bound later, is
 * a violation: counted, logged, and deleted.
 *
 * <p>Only a value that the cache vouches for can be older than it may; a miss is as good as the
 * newest value. It is the relay that tells of changes, and only while it leads, so the checkers of
 * all instances together see every change. A {@code TRUNCATE} they do not see.
 *
 * <p>It looks at no more than 100 changes in 10 ms and gives back the leases that it gets. The
 * database is read only for suspects and samples, by at most one statement at a time. Whatever
 * fails, the checker goes on. Safe for use by many threads.
 */
public final class ConsistencyChecker implements ChangeListener, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ConsistencyChecker.class.getName());
  private static final int BATCH = 100;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration PAUSE_AFTER_DATABASE = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_AROUND = Duration.ofMillis(200);

  private final ConsistencySettings settings;
  private final List<Stage> stages;
  private final DatabaseView database;
  private final Doubts doubts;
  private final Inspection inspection;
  private final DelayQueue<Task> tasks = new DelayQueue<>();
  private final Set<OrderChange> followed = ConcurrentHashMap.newKeySet();
  private final LongAdder changes = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final BackgroundLoop loop =
      new BackgroundLoop("order-cache-consistency", PATIENCE, new Rounds());

  /**
   * A checker that looks at nothing yet: see {@link #start}.
   *
   * @param database what is right; not one with a cache in front of it
   * @param cache what clients are shown
   */
  public ConsistencyChecker(
      OrderQuery database, OrderCache cache, CachePlan plan, ConsistencySettings settings) {
    this.settings = settings;
    this.stages =
        Stream.concat(
                settings.within().stream().map(Stage::within),
                Stream.of(Stage.bound(plan.stalenessBound())))
            .toList();
    this.database = new DatabaseView(database);
    this.doubts =
        new Doubts(this.database, cache, plan.stalenessBound(), settings.queue(), tasks::add);
    this.inspection = new Inspection(cache, doubts, plan, stages);
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  /** {@inheritDoc} A change that it follows already is the same one, told again. */
  @Override
  public void carried(List<CarriedChange> carried) {
    for (CarriedChange change : carried) {
      if (!followed.contains(change.change())) {
        changes.increment();
        if (followed.size() < settings.queue()) {
          follow(change);
        } else {
          dropped.increment();
        }
      }
    }
  }

  private void follow(CarriedChange change) {
    followed.add(change.change());
    long now = System.nanoTime();
    int first = 0;
    while (stages.get(first).isOver(change, now)) {
      stages.get(first).late.increment();
      first++;
    }
    boolean sampled = ThreadLocalRandom.current().nextDouble() < settings.sample();
    tasks.add(check(change, sampled, first));
  }

  private Check check(CarriedChange change, boolean sampled, int stage) {
    return new Check(change, sampled, stage, stages.get(stage).due(change));
  }

  /** What has been found until now. */
  public ConsistencyReport report() {
    return new ConsistencyReport(
        changes.sum(),
        dropped.sum(),
        stages.stream().map(Stage::report).toList(),
        inspection.sampled.sum(),
        database.reads(),
        doubts.findings.count(),
        doubts.repaired.sum(),
        failures.sum(),
        doubts.findings.oldestAgeMillis(),
        doubts.findings.newest());
  }

  private final class Rounds implements BackgroundLoop.Work {

    private final FailureLog failureLog = new FailureLog(LOG, "Consistency cannot be checked now");

    @Override
    public Duration round() throws InterruptedException {
      long readsBefore = database.reads();
      work();
      failureLog.succeeded();
      return database.reads() == readsBefore ? PAUSE : PAUSE_AFTER_DATABASE;
    }

    @Override
    public Duration failed(Throwable failure) {
      failures.increment();
      if (!loop.isClosed()) {
        failureLog.failed(failure);
      }
      return PAUSE_AFTER_FAILURE;
    }

    @Override
    public void end() {
      // what is due later is lost
    }
  }

  private void work() throws InterruptedException {
    List<Task> due = new ArrayList<>();
    Task first = tasks.poll(LOOK_AROUND.toNanos(), TimeUnit.NANOSECONDS);
    if (first == null) {
      return;
    }
    due.add(first);
    tasks.drainTo(due, BATCH - 1);
    List<Check> checks = only(Check.class, due);
    List<Doubt> doubted = only(Doubt.class, due);
    try {
      if (!doubted.isEmpty()) {
        doubts.confirm(doubted);
      }
    } finally {
      judge(checks);
    }
  }

  private static <T extends Task> List<T> only(Class<T> kind, List<Task> tasks) {
    return tasks.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void judge(List<Check> checks) {
    try {
      if (!checks.isEmpty()) {
        inspection.judge(checks);
      }
    } finally {
      checks.forEach(this::advance);
    }
  }

  private void advance(Check check) {
    int next = check.stage() + 1;
    if (next < stages.size()) {
      tasks.add(check(check.carried(), check.sampled(), next));
    } else {
      followed.remove(check.carried().change());
    }
  }

  /**
   * Lets the check under way end, so that it gives its leases back, and waits at most 10 seconds
   * for that. What is due later is lost.
   */
  @Override
  public void close() {
    loop.close();
  }
}
