package dev.ordercache.app.events;

import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event log in this process, which can be made to fail and to forget. */
public final class LocalEventLog implements EventLog {

  private final List<Entry> entries = new ArrayList<>();
  private int positions;
  private int begin = -1;
  private int forgotten;
  private @Nullable Throwable failure;
  private int reads;

  /** Events at one position. */
  public synchronized String publish(Event... events) {
    String position = "p" + ++positions;
    for (Event event : events) {
      entries.add(new Entry(position, event));
    }
    notifyAll();
    return position;
  }

  /** Loses everything up to now. */
  public synchronized void forget() {
    forgotten = entries.size();
  }

  /** Throws this from now on, or nothing any more. */
  public synchronized void failWith(@Nullable Throwable throwable) {
    failure = throwable;
    notifyAll();
  }

  /** How often it was read. */
  public synchronized int reads() {
    return reads;
  }

  @Override
  public synchronized List<Entry> read(@Nullable String position, Duration atMost) {
    reads++;
    int from = position == null ? begin() : after(position);
    if (from < forgotten) {
      return List.of(new Entry(entries.get(entries.size() - 1).position(), new Event.Reset()));
    }
    long end = System.nanoTime() + atMost.toNanos();
    long left = atMost.toNanos();
    while (entries.size() == from && failure == null && left > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
      left = end - System.nanoTime();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return atOnePosition(from);
  }

  /** Few at a time, and never a part of a position. */
  private List<Entry> atOnePosition(int from) {
    int to = from;
    while (to < entries.size() && entries.get(to).position().equals(entries.get(from).position())) {
      to++;
    }
    return List.copyOf(entries.subList(from, to));
  }

  /** Where the first reader began: nothing is lost between two reads without a position. */
  private int begin() {
    begin = begin < 0 ? entries.size() : begin;
    return begin;
  }

  private int after(String position) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).position().equals(position)) {
        return i + 1;
      }
    }
    return -1;
  }
}
