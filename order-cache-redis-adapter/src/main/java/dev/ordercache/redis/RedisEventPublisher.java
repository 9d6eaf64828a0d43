package dev.ordercache.redis;

import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.plan.CachePlan;
import java.util.List;

/**
 * Adds the outcomes of status changes to the stream of events: {@code publish.lua}, one round trip
 * for a list. A circuit keeps callers from a Redis that fails or is slow. Safe for use by many
 * threads.
 */
public final class RedisEventPublisher implements EventPublisher {

  private static final System.Logger LOG = System.getLogger(RedisEventPublisher.class.getName());

  /** Further events make another entry, so that an entry is of bounded size. */
  private static final int MAX_PER_ENTRY = 20;

  private final RedisLink link;
  private final RedisSettings settings;
  private final OwnTable table;
  private final Keyspace keys;
  private final FailureLog refusals = new FailureLog(LOG, "Status changes are not published");

  /**
   * For the readers of a {@link RedisEventLog} of the same namespace. The owner of the changes is
   * not compared.
   */
  public RedisEventPublisher(RedisConnections connections, CachePlan plan, RedisSettings settings) {
    this(connections, plan, settings, CacheOwner.named(""));
  }

  /**
   * The same, but publishes nothing while the namespace belongs to another table: no reader follows
   * this table's changes there. While it belongs to another server of the table, readers get a
   * reset instead.
   *
   * @param owner names the table of orders; while the name is not known, publishing fails
   */
  public RedisEventPublisher(
      RedisConnections connections, CachePlan plan, RedisSettings settings, CacheOwner owner) {
    RedisCircuit circuit = RedisCircuit.within(settings.commandTimeout());
    this.link = new RedisLink(connections, circuit, OrderCacheException::new);
    this.settings = settings;
    this.table = new OwnTable(plan.namespace(), owner);
    this.keys = new Keyspace(plan.namespace());
  }

  @Override
  public void publish(List<Event.StatusChanged> events) {
    if (events.isEmpty()) {
      return;
    }
    ScriptCall call =
        new ScriptCall()
            .key(keys.events())
            .key(keys.relay())
            .argument(settings.keptEvents())
            .argument(table.knownName());
    for (int from = 0; from < events.size(); from += MAX_PER_ENTRY) {
      int to = Math.min(from + MAX_PER_ENTRY, events.size());
      call.argument(EventCodec.encode(events.subList(from, to)));
    }
    OrderCacheException foreign = table.evaluate(link.run(Script.PUBLISH, call).get(0));
    if (foreign == null) {
      refusals.succeeded();
    } else {
      refusals.failed(foreign);
    }
  }

  /** The state of the circuit. */
  public CircuitStatistics circuit() {
    return link.circuit();
  }
}
