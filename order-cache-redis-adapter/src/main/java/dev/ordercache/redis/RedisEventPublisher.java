package dev.ordercache.redis;

import dev.ordercache.cacheaside.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventPublisher;
import java.util.List;

/**
 * Adds what became of status changes to the stream of events: {@code publish.lua}, one round trip
 * for a list. A circuit keeps callers from a Redis that fails or is slow. Safe for use by many
 * threads.
 */
public final class RedisEventPublisher implements EventPublisher {

  /** More make another entry, so that an entry is of bounded size. */
  private static final int MOST_OF_AN_ENTRY = 20;

  private final RedisLink link;
  private final RedisSettings settings;
  private final byte[] stream;

  /** For the readers of a {@link RedisEventLog} of the same namespace. */
  public RedisEventPublisher(RedisConnections connections, RedisSettings settings) {
    RedisCircuit circuit = RedisCircuit.within(settings.commandTimeout());
    this.link = new RedisLink(connections, circuit, OrderCacheException::new);
    this.settings = settings;
    this.stream = new Keyspace(settings.namespace()).events();
  }

  @Override
  public void publish(List<Event.StatusChanged> events) {
    if (events.isEmpty()) {
      return;
    }
    ScriptCall call = new ScriptCall().key(stream).argument(settings.keptEvents());
    for (int from = 0; from < events.size(); from += MOST_OF_AN_ENTRY) {
      int to = Math.min(from + MOST_OF_AN_ENTRY, events.size());
      call.argument(EventCodec.encode(events.subList(from, to)));
    }
    link.run(Script.PUBLISH, call);
  }

  /** How the circuit stands. */
  public CircuitStatistics circuit() {
    return link.circuit();
  }
}
