package dev.ordercache.event;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.background.GrowingPause;
import dev.ordercache.event.EventLog.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the event log for all listeners of this instance, on its own thread. After any failure it
 * continues from the same position, after a pause that grows to 2 seconds. Safe for use by many
 * threads.
 */
public final class EventReader implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EventReader.class.getName());
  private static final Duration MAX_WAIT = Duration.ofMillis(500);
  private static final GrowingPause PAUSE =
      new GrowingPause(Duration.ofMillis(50), Duration.ofSeconds(2));
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final EventLog log;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final BackgroundLoop loop =
      new BackgroundLoop("order-cache-events", TIMEOUT, new Rounds());
  private final LongAdder entries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile @Nullable Long answeredNanos;

  /** Creates a reader; {@link #start} starts it. */
  public EventReader(EventLog log) {
    this.log = log;
  }

  /**
   * Adds a listener. The reader's thread calls the listeners one after the other, in the order in
   * which they were added, with the events that it has read, in the log's order; a listener must
   * not block. An exception counts as a failure: that listener has missed these events, and gets a
   * {@link Event.Reset} until it takes one. The others are not affected.
   */
  public void listen(Consumer<List<Entry>> listener) {
    listeners.add(new Listener(listener));
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  /** The reader's counters until now. */
  public EventReaderStatistics statistics() {
    Long nanos = answeredNanos;
    return new EventReaderStatistics(
        entries.sum(),
        failures.sum(),
        nanos == null ? -1 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
  }

  private final class Rounds implements BackgroundLoop.Work {

    private final FailureLog failureLog = new FailureLog(LOG, "Events cannot be read now");
    private final FailureLog listenerLog =
        FailureLog.hourly(LOG, "A listener has missed events, and gets a reset");
    private @Nullable String position;
    private int failuresInARow;

    @Override
    public Duration round() {
      List<Entry> read = log.read(position, MAX_WAIT);
      answeredNanos = System.nanoTime();
      if (!read.isEmpty()) {
        position = read.get(read.size() - 1).position();
        entries.add(read.size());
      }
      for (Listener listener : listeners) {
        Throwable failure = listener.accept(read, position);
        if (failure != null) {
          failures.increment();
          listenerLog.failed(failure);
        }
      }
      failuresInARow = 0;
      failureLog.succeeded();
      return Duration.ZERO;
    }

    @Override
    public Duration failed(Throwable failure) {
      if (!loop.isClosed()) {
        failures.increment();
        failureLog.failed(failure);
      }
      return PAUSE.after(failuresInARow++);
    }

    @Override
    public void end() {
      // the position is local to this reader
    }
  }

  /** A listener, which may have missed events. Used by the reader's thread. */
  private static final class Listener {

    private final Consumer<List<Entry>> consumer;
    private boolean owed;

    Listener(Consumer<List<Entry>> consumer) {
      this.consumer = consumer;
    }

    /** Returns why it failed, or null. */
    @Nullable Throwable accept(List<Entry> read, @Nullable String position) {
      try {
        if (owed && position != null) {
          consumer.accept(List.of(new Entry(position, new Event.Reset())));
          owed = false;
        } else if (!read.isEmpty()) {
          consumer.accept(read);
        }
        return null;
      } catch (RuntimeException | Error e) {
        owed = true;
        return e;
      }
    }
  }

  /**
   * Waits at most 5 seconds for the read under way, and for the listeners, which are not
   * interrupted.
   */
  @Override
  public void close() {
    loop.close();
  }
}
