package dev.ordercache.app.events;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One client. At most one write is in progress. Events that arrive meanwhile wait and are written
 * when it has ended, so that a client that does not read blocks no thread. Safe for use by many
 * threads.
 */
public final class EventClient {

  private final EventHub hub;
  private final EventFilter interest;
  private final PendingEvents pending;
  private @Nullable EventSink outlet;
  private @Nullable String position;
  private boolean writing = true;
  private State state = State.OPEN;
  private long since = System.nanoTime();

  private enum State {
    OPEN,
    /** Ends after the write in progress. */
    ENDING,
    ENDED
  }

  /** Writes nothing before {@link #start}. */
  EventClient(EventHub hub, EventFilter interest, PendingEvents pending) {
    this.hub = hub;
    this.interest = interest;
    this.pending = pending;
  }

  @Nullable String user() {
    return interest.user();
  }

  /** Begins the stream. */
  public void start(EventSink way) {
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
    long min = settings.minRetry().toMillis();
    long max = settings.maxRetry().toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(min, max + 1));
  }

  /**
   * Adds the events after its position. Events that its filter excludes advance the position too.
   */
  synchronized void add(List<EncodedEvent> events, @Nullable String newest) {
    for (EncodedEvent event : events) {
      if (interest.includes(event.event())) {
        pending.add(event);
      }
    }
    position = newest;
  }

  synchronized void reset(@Nullable String newest) {
    pending.reset();
    position = newest;
  }

  /** Sends new events, at once or after the write in progress. */
  void send(List<EncodedEvent> events, String newest) {
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

  /** Called when the write in progress has ended. */
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

  /** Sends a heartbeat if it is due, and disconnects a client that does not read. */
  void beat(long now) {
    boolean stuck;
    ByteBuffer beat;
    synchronized (this) {
      long idle = now - since;
      if (state == State.ENDED
          || idle < (writing ? hub.settings().timeout() : hub.settings().heartbeat()).toNanos()) {
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
    EventSink way;
    synchronized (this) {
      way = outlet;
    }
    if (way != null) {
      way.write(bytes, last);
    }
  }

  /** Ends the stream after the write in progress; pending events are not sent. */
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

  /** Called when the client has disconnected, or to disconnect it. */
  public void gone() {
    synchronized (this) {
      state = State.ENDED;
    }
    hub.remove(this);
    abort();
  }

  private void abort() {
    EventSink way;
    synchronized (this) {
      way = outlet;
    }
    if (way != null) {
      way.abort();
    }
  }
}
