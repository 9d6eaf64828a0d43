package dev.ordercache.app.events;

import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventLog.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
  private static final long PATIENCE_MILLIS = 5_000;

  private final EventLog log;
  private final EventHub hub;
  private final Thread thread = new Thread(this::run, "order-cache-events");
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder entries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private @Nullable String position;
  private Duration pause = FIRST_PAUSE;
  private volatile @Nullable Long answeredNanos;

  /** A reader that does nothing yet: see {@link #start}. */
  public EventReader(EventLog log, EventHub hub) {
    this.log = log;
    this.hub = hub;
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

  /** What it has done until now. */
  public ReaderStatus status() {
    Long nanos = answeredNanos;
    return new ReaderStatus(
        entries.sum(),
        failures.sum(),
        nanos == null ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        read();
        pause = FIRST_PAUSE;
      } catch (RuntimeException | Error e) {
        failed(e);
        pause();
      }
    }
  }

  private void read() {
    List<Entry> read = log.read(position, AT_MOST);
    answeredNanos = System.nanoTime();
    if (read.isEmpty()) {
      return;
    }
    hub.tell(position == null ? withReset(read) : read);
    position = read.get(read.size() - 1).position();
    entries.add(read.size());
  }

  /**
   * What came between two reads without a position was lost, and nobody can know whether it did.
   */
  private static List<Entry> withReset(List<Entry> read) {
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(read.get(0).position(), new Event.Reset()));
    all.addAll(read);
    return all;
  }

  /** Logs the first failure of a row. */
  private void failed(Throwable e) {
    if (closed.getCount() > 0) {
      failures.increment();
      if (pause.equals(FIRST_PAUSE)) {
        LOG.log(System.Logger.Level.WARNING, "Events can not be read now: {0}", e.toString());
      }
    }
  }

  /** An interrupt means closing. */
  private void pause() {
    try {
      if (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  /**
   * Waits at most 5 seconds for the read under way. An interrupt would close the connections of the
   * clients that are being told something.
   */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
