package dev.ordercache.app.events;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventLog.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event log for all clients of this instance, on a thread of its own. Whatever fails, it
 * goes on from where it was, after a pause that grows to 2 seconds. Safe for use by many threads.
 */
public final class EventReader implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EventReader.class.getName());
  private static final Duration AT_MOST = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final EventLog log;
  private final EventHub hub;
  private final BackgroundLoop loop =
      new BackgroundLoop("order-cache-events", PATIENCE, new Rounds());
  private final LongAdder entries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile @Nullable Long answeredNanos;

  /** A reader that does nothing yet: see {@link #start}. */
  public EventReader(EventLog log, EventHub hub) {
    this.log = log;
    this.hub = hub;
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  /** What it has done until now. */
  public ReaderStatus status() {
    Long nanos = answeredNanos;
    return new ReaderStatus(
        entries.sum(),
        failures.sum(),
        nanos == null ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
  }

  private final class Rounds implements BackgroundLoop.Work {

    private final FailureLog failureLog = new FailureLog(LOG, "Events can not be read now");
    private @Nullable String position;
    private Duration pause = FIRST_PAUSE;

    @Override
    public Duration round() {
      List<Entry> read = log.read(position, AT_MOST);
      answeredNanos = System.nanoTime();
      if (!read.isEmpty()) {
        hub.tell(read);
        position = read.get(read.size() - 1).position();
        entries.add(read.size());
      }
      pause = FIRST_PAUSE;
      failureLog.succeeded();
      return Duration.ZERO;
    }

    @Override
    public Duration failed(Throwable failure) {
      Duration now = pause;
      if (!loop.isClosed()) {
        failures.increment();
        failureLog.failed(failure);
      }
      Duration longer = now.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      return now;
    }

    @Override
    public void end() {
      // whoever comes back with an id is told what was missed, or to read again
    }
  }

  /**
   * Waits at most 5 seconds for the read under way. An interrupt would close the connections of the
   * clients that are being told something.
   */
  @Override
  public void close() {
    loop.close();
  }
}
