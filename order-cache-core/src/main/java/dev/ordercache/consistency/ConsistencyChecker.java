package dev.ordercache.consistency;

import dev.ordercache.OrderQuery;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeListener;
import dev.ordercache.relay.RelayedChange;
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
 * Checks, while the service runs, that the cache keeps its staleness bound. On its own thread it
 * follows every change that the relay reports: at several times after the change, it looks up the
 * affected values as a client does, and counts how often none of them is older than the change.
 * Suspicious values, and a sample of the others, are compared with the database. A value that
 * differs, and is still returned a staleness bound later, is a violation: it is counted, logged,
 * and deleted.
 *
 * <p>Only a verified value can violate the bound; a miss is as good as the newest value. The relay
 * reports changes only while it leads, so the checkers of all instances together see every change.
 * They do not see a {@code TRUNCATE}.
 *
 * <p>It checks no more than 100 changes in 10 ms and releases the leases that it is granted. The
 * database is read only for suspects and samples, by at most one statement at a time. Whatever
 * fails, the checker continues. Safe for use by many threads.
 */
public final class ConsistencyChecker implements ChangeListener, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ConsistencyChecker.class.getName());
  private static final int BATCH = 100;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration PAUSE_AFTER_DATABASE = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOOK_AROUND = Duration.ofMillis(200);

  private final ConsistencySettings settings;
  private final List<Stage> stages;
  private final DatabaseView database;
  private final Suspects suspects;
  private final Probe probe;
  private final DelayQueue<Task> tasks = new DelayQueue<>();
  private final Set<OrderChange> followed = ConcurrentHashMap.newKeySet();
  private final LongAdder changes = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final BackgroundLoop loop =
      new BackgroundLoop("order-cache-consistency", TIMEOUT, new Rounds());

  /**
   * Creates a checker; {@link #start} starts it.
   *
   * @param database the reference for the comparison; without a cache in front of it
   * @param cache the cache that clients read
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
    this.suspects =
        new Suspects(this.database, cache, plan.stalenessBound(), settings.queue(), tasks::add);
    this.probe = new Probe(cache, suspects, plan, stages);
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  /** {@inheritDoc} A change that it already follows has been reported again, and is ignored. */
  @Override
  public void relayed(List<RelayedChange> relayed) {
    for (RelayedChange change : relayed) {
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

  private void follow(RelayedChange change) {
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

  private Check check(RelayedChange change, boolean sampled, int stage) {
    return new Check(change, sampled, stage, stages.get(stage).due(change));
  }

  /** The results until now. */
  public ConsistencyReport report() {
    return new ConsistencyReport(
        changes.sum(),
        dropped.sum(),
        stages.stream().map(Stage::report).toList(),
        probe.sampled.sum(),
        database.reads(),
        suspects.findings.count(),
        suspects.repaired.sum(),
        failures.sum(),
        suspects.findings.oldestAgeMillis(),
        suspects.findings.newest());
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
      // checks that are due later are lost
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
    List<Suspect> suspected = only(Suspect.class, due);
    try {
      if (!suspected.isEmpty()) {
        suspects.confirm(suspected);
      }
    } finally {
      checkAll(checks);
    }
  }

  private static <T extends Task> List<T> only(Class<T> kind, List<Task> tasks) {
    return tasks.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void checkAll(List<Check> checks) {
    try {
      if (!checks.isEmpty()) {
        probe.check(checks);
      }
    } finally {
      checks.forEach(this::advance);
    }
  }

  private void advance(Check check) {
    int next = check.stage() + 1;
    if (next < stages.size()) {
      tasks.add(check(check.relayed(), check.sampled(), next));
    } else {
      followed.remove(check.relayed().change());
    }
  }

  /**
   * Lets the check under way finish, so that it releases its leases, and waits at most 10 seconds
   * for that. Checks that are due later are lost.
   */
  @Override
  public void close() {
    loop.close();
  }
}
