package dev.ordercache.app.events;

import dev.ordercache.app.events.TooManyClientsException.Limit;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.event.EventLog.Entry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clients of this instance. Sends all of them the events that one reader has read, and keeps
 * the last events for clients that resume. Its own thread sends heartbeats and disconnects clients
 * that do not read. A failure affects only one client. Safe for use by many threads.
 */
public final class EventHub implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EventHub.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LAST_WRITES = Duration.ofSeconds(2);
  private static final int LOOKS_PER_HEARTBEAT = 10;

  private final EventSettings settings;
  private final EventCounters counters = new EventCounters();
  private final Set<EventClient> clients = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> clientsOfUsers = new HashMap<>();
  private final RecentEvents recent;
  private final BackgroundLoop loop =
      new BackgroundLoop("order-cache-heartbeat", TIMEOUT, new Heartbeats());
  private boolean closed;

  /** Without clients; sends no heartbeats before {@link #start}. */
  public EventHub(EventSettings settings) {
    this.settings = settings;
    this.recent = new RecentEvents(settings.recent());
  }

  /**
   * Starts the thread of the heartbeats.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  /**
   * Accepts a client, which receives all events from now on, or all since its last position.
   *
   * @param lastPosition the position of the last event that it received, or null. If this instance
   *     no longer has that position, the client gets a reset.
   * @throws TooManyClientsException if a limit is reached, or after {@link #close}
   */
  public synchronized EventClient open(EventFilter interest, @Nullable String lastPosition) {
    requireRoom(interest.user());
    EventClient client =
        new EventClient(this, interest, new PendingEvents(settings.queue(), counters));
    List<EncodedEvent> missed = lastPosition == null ? List.of() : recent.after(lastPosition);
    if (missed == null) {
      client.reset(recent.newest());
    } else {
      client.add(missed, recent.newest());
    }
    clients.add(client);
    if (interest.user() != null) {
      clientsOfUsers.merge(interest.user(), 1, Integer::sum);
    }
    counters.opened.increment();
    return client;
  }

  private void requireRoom(@Nullable String user) {
    if (user != null && clientsOfUsers.getOrDefault(user, 0) >= settings.clientsOfUser()) {
      counters.refused.increment();
      throw new TooManyClientsException(
          Limit.USER, "a user may have %,d streams".formatted(settings.clientsOfUser()));
    }
    if (clients.size() >= settings.clients()) {
      counters.refused.increment();
      throw new TooManyClientsException(
          Limit.INSTANCE, "there are %,d streams already".formatted(settings.clients()));
    }
    if (closed) {
      throw new TooManyClientsException(Limit.INSTANCE, "the service stops");
    }
  }

  /**
   * Publishes events to all clients. Only one thread may call this.
   *
   * @param entries new entries, in order; no later entry may have the position of the last one
   */
  public void publish(List<Entry> entries) {
    List<EncodedEvent> encoded = EventFormat.encode(entries);
    synchronized (this) {
      recent.add(encoded);
    }
    String newest = encoded.get(encoded.size() - 1).position();
    forEach(client -> client.send(encoded, newest));
  }

  /** Ends the streams of some users, each after its write in progress. */
  public void endStreamsOf(Set<String> users) {
    forEach(
        client -> {
          String user = client.user();
          if (user != null && users.contains(user)) {
            client.end();
          }
        });
  }

  /** Runs an action for each client; one for which it fails is disconnected. */
  private void forEach(Consumer<EventClient> action) {
    for (EventClient client : clients) {
      try {
        action.accept(client);
      } catch (RuntimeException e) {
        counters.failures.increment();
        LOG.log(System.Logger.Level.WARNING, "A client of the events is given up", e);
        client.gone();
      }
    }
  }

  void remove(EventClient client) {
    String user = client.user();
    synchronized (this) {
      if (clients.remove(client) && user != null) {
        clientsOfUsers.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
      }
      if (clients.isEmpty()) {
        notifyAll();
      }
    }
  }

  EventSettings settings() {
    return settings;
  }

  EventCounters counters() {
    return counters;
  }

  /** The counts since the start. */
  public EventStatistics statistics() {
    return new EventStatistics(
        clients.size(),
        counters.opened.sum(),
        counters.sent.sum(),
        counters.coalesced.sum(),
        counters.resets.sum(),
        counters.stuck.sum(),
        counters.refused.sum(),
        counters.failures.sum());
  }

  private final class Heartbeats implements BackgroundLoop.Work {

    @Override
    public Duration round() {
      long now = System.nanoTime();
      forEach(client -> client.beat(now));
      return interval();
    }

    @Override
    public Duration failed(Throwable failure) {
      counters.failures.increment();
      LOG.log(System.Logger.Level.ERROR, "Heartbeats were interrupted", failure);
      return interval();
    }

    private Duration interval() {
      Duration heartbeat = settings.heartbeat();
      Duration timeout = settings.timeout();
      return (heartbeat.compareTo(timeout) < 0 ? heartbeat : timeout)
          .dividedBy(LOOKS_PER_HEARTBEAT);
    }

    @Override
    public void end() {
      // close() ends the streams
    }
  }

  /**
   * Ends all streams and refuses new ones. Disconnects clients whose write in progress does not end
   * within 2 seconds, does not wait for the last write of the others, and waits at most 5 seconds
   * for its thread.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    forEach(EventClient::end);
    awaitLastWrites();
    forEach(EventClient::gone);
    loop.close();
  }

  private synchronized void awaitLastWrites() {
    long end = System.nanoTime() + LAST_WRITES.toNanos();
    try {
      for (long left; !clients.isEmpty() && (left = end - System.nanoTime()) > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
