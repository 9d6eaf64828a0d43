package dev.ordercache.relay;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.plan.CachePlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Applies every logged change to the cache, on its own thread: tries to become the leader, and
 * while it leads runs a round every few milliseconds, less often while there are no changes ({@link
 * RelaySettings}). Any failure ends the term; the next election determines whether the cache has
 * lost data. While no relay reaches the cache, the guard expires and readers bypass the cache.
 * Another thread reads the backlog every few seconds, whichever instance leads. Safe for use by
 * many threads.
 */
public final class ChangeRelay implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ChangeRelay.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ChangeLog log;
  private final RelayTarget target;
  private final CachePlan plan;
  private final RelaySettings settings;
  private final BackgroundLoop loop;
  private final LongAdder elections = new LongAdder();
  private final LongAdder newEpochs = new LongAdder();
  private final LongAdder rounds = new LongAdder();
  private final LongAdder cacheRounds = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final BacklogWatch backlog;
  private final BackgroundLoop watch;
  private final List<RoundListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean leading;
  private volatile long term;
  private volatile @Nullable Long guardSetNanos;

  /**
   * Creates a relay; {@link #start} starts it.
   *
   * @throws IllegalArgumentException if the plan's staleness bound is not more than four times the
   *     settings' idle interval
   */
  public ChangeRelay(ChangeLog log, RelayTarget target, CachePlan plan, RelaySettings settings) {
    if (plan.stalenessBound().compareTo(settings.idleInterval().multipliedBy(4)) <= 0) {
      throw new IllegalArgumentException(
          "stalenessBound: must be more than four times the relay's idle interval of "
              + settings.idleInterval().toMillis()
              + " ms");
    }
    this.log = log;
    this.target = target;
    this.plan = plan;
    this.settings = settings;
    this.loop = new BackgroundLoop("order-cache-relay", TIMEOUT, new Rounds());
    this.backlog = new BacklogWatch(log, failures);
    this.watch = new BackgroundLoop("order-cache-backlog", TIMEOUT, backlog);
  }

  /**
   * Starts the threads.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
    watch.start();
  }

  /** Adds a listener to the rounds from now on. */
  public void listen(RoundListener listener) {
    listeners.add(listener);
  }

  /** The relay's state, and its counters until now. */
  public RelayStatistics statistics() {
    Long nanos = guardSetNanos;
    return new RelayStatistics(
        leading,
        term,
        elections.sum(),
        newEpochs.sum(),
        rounds.sum(),
        cacheRounds.sum(),
        changes.sum(),
        failures.sum(),
        nanos == null ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos),
        backlog.backlog());
  }

  private final class Rounds implements BackgroundLoop.Work {

    private final FailureLog failureLog = new FailureLog(LOG, "Relay interrupted, tries again");
    private final FailureLog listenerLog =
        FailureLog.hourly(LOG, "A listener to rounds has failed");
    private @Nullable RelayTerm current;
    private RelayPace pace = new RelayPace(plan.stalenessBound(), settings, System::nanoTime);

    @Override
    public Duration round() {
      RelayTerm relayTerm = current;
      if (relayTerm == null) {
        relayTerm = RelayTerm.elect(log, target, plan, settings).orElse(null);
        if (relayTerm == null) {
          return settings.electionInterval();
        }
        current = relayTerm;
        pace = new RelayPace(plan.stalenessBound(), settings, System::nanoTime);
        elections.increment();
        term = relayTerm.number();
      }
      return pace.after(lead(relayTerm));
    }

    private RelayTerm.Result lead(RelayTerm relayTerm) {
      long began = System.nanoTime();
      RelayTerm.Result result = relayTerm.round(pace.mayLeaveCache());
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      rounds.increment();
      changes.add(result.changes());
      if (result.cached()) {
        cacheRounds.increment();
      }
      if (result.cached() && result.complete()) {
        guardSetNanos = began;
      }
      if (result.newEpoch()) {
        newEpochs.increment();
        LOG.log(System.Logger.Level.INFO, "Relay began a new epoch in term {0}", term);
      }
      if (!leading) {
        leading = true;
        LOG.log(System.Logger.Level.INFO, "Relay leads in term {0}", term);
      }
      failureLog.succeeded();
      listeners.forEach(listener -> publish(listener, took, result.cached()));
      return result;
    }

    /** A failure of a listener must not keep changes from the cache. */
    private void publish(RoundListener listener, Duration took, boolean cached) {
      try {
        listener.ended(took, cached);
      } catch (RuntimeException | Error e) {
        listenerLog.failed(e);
      }
    }

    @Override
    public Duration failed(Throwable failure) {
      failures.increment();
      try {
        failureLog.failed(failure);
      } finally {
        end();
      }
      return settings.electionInterval();
    }

    @Override
    public void end() {
      leading = false;
      RelayTerm ended = current;
      current = null;
      if (ended != null) {
        ended.close();
      }
    }
  }

  /**
   * Lets the round under way finish, gives up leadership, and waits at most 10 seconds for both.
   */
  @Override
  public void close() {
    BackgroundLoop.closeAll(List.of(loop, watch));
  }
}
