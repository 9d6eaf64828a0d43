package dev.ordercache.app.events;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One client. At most one write is under way; what comes meanwhile waits and is written when that
 * one has ended, so that a client that does not read costs nobody a thread. Safe for use by many
 * threads.
 */
public final class EventClient {

  private final EventHub hub;
  private final Interest interest;
  private final PendingEvents pending;
  private @Nullable Outlet outlet;
  private @Nullable String position;
  private boolean writing = true;
  private State state = State.OPEN;
  private long since = System.nanoTime();

  private enum State {
    OPEN,
    /** Ends after the write that is under way. */
    ENDING,
    ENDED
  }

  /** Writes nothing before {@link #start}. */
  EventClient(EventHub hub, Interest interest, PendingEvents pending) {
    this.hub = hub;
    this.interest = interest;
    this.pending = pending;
  }

  @Nullable String user() {
    return interest.user();
  }

  /** Begins the stream. */
  public void start(Outlet way) {
    ByteBuffer first;
    boolean last;
    synchronized (this) {
      outlet = way;
      last = state != State.OPEN;
      if (last) {
        state = State.ENDED;
      }
      since = System.nanoTime();
      ByteBuffer events =
          pending.isEmpty()
              ? ByteBuffer.wrap(EventFormat.heartbeat(position))
              : pending.take(position);
      byte[] retry = EventFormat.retry(retry(hub.settings()));
      first = ByteBuffer.allocate(retry.length + events.remaining()).put(retry).put(events).flip();
    }
    write(first, last);
  }

  private static Duration retry(EventSettings settings) {
    long least = settings.retryLeast().toMillis();
    long most = settings.retryMost().toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(least, most + 1));
  }

  /**
   * Adds what was told after its position up to now. What it does not want moves the position too.
   */
  synchronized void add(List<Told> events, @Nullable String newest) {
    for (Told told : events) {
      if (interest.includes(told.event())) {
        pending.add(told);
      }
    }
    position = newest;
  }

  synchronized void reset(@Nullable String newest) {
    pending.reset();
    position = newest;
  }

  /** Tells what is new, at once or after the write that is under way. */
  void tell(List<Told> events, String newest) {
    ByteBuffer next;
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      add(events, newest);
      if (writing || pending.isEmpty()) {
        return;
      }
      next = begin(pending.take(position));
    }
    write(next, false);
  }

  /** The write under way has ended. */
  public void written() {
    ByteBuffer next;
    boolean last;
    synchronized (this) {
      since = System.nanoTime();
      writing = false;
      if (state == State.ENDED || (state == State.OPEN && pending.isEmpty())) {
        return;
      }
      last = state == State.ENDING;
      if (last) {
        state = State.ENDED;
      }
      next = begin(last ? ByteBuffer.allocate(0) : pending.take(position));
    }
    write(next, last);
  }

  /** Sends a heartbeat if it is due, and gives up a client that does not read. */
  void beat(long now) {
    boolean stuck;
    ByteBuffer beat;
    synchronized (this) {
      long idle = now - since;
      if (state == State.ENDED
          || idle < (writing ? hub.settings().patience() : hub.settings().heartbeat()).toNanos()) {
        return;
      }
      stuck = writing;
      beat = begin(ByteBuffer.wrap(EventFormat.heartbeat(position)));
    }
    if (stuck) {
      hub.counters().stuck.increment();
      gone();
    } else {
      write(beat, false);
    }
  }

  private ByteBuffer begin(ByteBuffer bytes) {
    writing = true;
    since = System.nanoTime();
    return bytes;
  }

  private void write(ByteBuffer bytes, boolean last) {
    if (last) {
      hub.remove(this);
    }
    Outlet way;
    synchronized (this) {
      way = outlet;
    }
    if (way != null) {
      way.write(bytes, last);
    }
  }

  /** Ends the stream, after the write that is under way; what waits behind that is not sent. */
  public void end() {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = writing ? State.ENDING : State.ENDED;
      if (writing) {
        return;
      }
    }
    write(ByteBuffer.allocate(0), true);
  }

  /** The client has gone, or is to be given up. */
  public void gone() {
    synchronized (this) {
      state = State.ENDED;
    }
    hub.remove(this);
    abort();
  }

  private void abort() {
    Outlet way;
    synchronized (this) {
      way = outlet;
    }
    if (way != null) {
      way.abort();
    }
  }
}
