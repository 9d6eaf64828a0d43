package dev.ordercache.invalidation;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Carries every logged change into the cache, on a thread of its own: tries to become the leader,
 * and while it leads does a round every few milliseconds. Whatever fails ends the term; the next
 * election finds out what the cache has lost. While no relay gets through, the guard expires and
 * readers stop trusting the cache. Safe for use by many threads.
 */
public final class ChangeRelay implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ChangeRelay.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ChangeLog log;
  private final FreshnessFeed feed;
  private final RelaySettings settings;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder elections = new LongAdder();
  private final LongAdder newEpochs = new LongAdder();
  private final LongAdder rounds = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile boolean leading;
  private volatile long term;
  private volatile @Nullable Long guardSetNanos;
  private volatile @Nullable String lastFailure;

  /** A relay that does nothing yet: see {@link #start}. */
  public ChangeRelay(ChangeLog log, FreshnessFeed feed, RelaySettings settings) {
    this.log = log;
    this.feed = feed;
    this.settings = settings;
    this.thread = new Thread(this::run, "order-cache-relay");
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    thread.start();
  }

  /** What the relay has done until now. */
  public RelayStatus status() {
    Long nanos = guardSetNanos;
    return new RelayStatus(
        leading,
        term,
        elections.sum(),
        newEpochs.sum(),
        rounds.sum(),
        changes.sum(),
        failures.sum(),
        nanos == null ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
  }

  private void run() {
    do {
      try {
        Optional<RelayTerm> elected = RelayTerm.elect(log, feed, settings);
        if (elected.isPresent()) {
          try (RelayTerm relayTerm = elected.get()) {
            lead(relayTerm);
          }
        }
      } catch (RuntimeException | Error e) {
        failed(e);
      } finally {
        leading = false;
      }
    } while (!pause(settings.electionInterval()));
  }

  private void lead(RelayTerm relayTerm) {
    elections.increment();
    term = relayTerm.number();
    boolean complete;
    do {
      long began = System.nanoTime();
      RelayTerm.Result result = relayTerm.round();
      complete = result.complete();
      rounds.increment();
      changes.add(result.changes());
      if (complete) {
        guardSetNanos = began;
      }
      if (result.newEpoch()) {
        newEpochs.increment();
        LOG.log(System.Logger.Level.INFO, "Relay began a new epoch in term {0}", term);
      }
      if (!leading) {
        leading = true;
        LOG.log(System.Logger.Level.INFO, "Relay leads in term {0}", term);
        lastFailure = null;
      }
    } while (!pause(complete ? settings.interval() : Duration.ZERO));
  }

  /** Logs a failure once, not again every time until something succeeds. */
  private void failed(Throwable e) {
    failures.increment();
    String failure = e instanceof Error ? e.toString() : String.valueOf(e.getMessage());
    if (!failure.equals(lastFailure)) {
      lastFailure = failure;
      LOG.log(System.Logger.Level.WARNING, "Relay interrupted, tries again: {0}", failure);
    }
  }

  /** Waits, and says whether the relay was closed. An interrupt means closing. */
  private boolean pause(Duration duration) {
    try {
      return closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
      return true;
    }
  }

  /** Ends the round under way, gives up leadership, and waits at most 10 seconds for both. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
