package dev.ordercache.benchmarks.sse;

import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event log for one reader, which stores no events. */
final class QueuedLog implements EventLog {

  private List<Entry> waiting = new ArrayList<>();
  private long published;

  synchronized void publish(Event... events) {
    for (Event event : events) {
      waiting.add(new Entry(Long.toString(++published), event));
    }
    notifyAll();
  }

  synchronized long published() {
    return published;
  }

  @Override
  public synchronized List<Entry> read(@Nullable String position, Duration timeout) {
    try {
      if (waiting.isEmpty()) {
        TimeUnit.NANOSECONDS.timedWait(this, timeout.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Entry> read = waiting;
    waiting = new ArrayList<>();
    return read;
  }
}
