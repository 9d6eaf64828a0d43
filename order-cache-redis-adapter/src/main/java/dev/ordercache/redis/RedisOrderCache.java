package dev.ordercache.redis;

import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.cacheaside.RecentlyRequested;
import dev.ordercache.plan.CachePlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A cache in Redis: {@code lookup.lua}, {@code fill.lua}, {@code release.lua} and {@code
 * invalidate.lua}. A key that was loaded, or found no room, is remembered as requested recently,
 * which gives it priority where there is little room. Values that this instance has decoded before
 * are not sent again, see {@link ValidatedCopies}. A value that cannot be read is deleted, and the
 * caller reads the database. A circuit keeps lookups and invalidations from a Redis that fails or
 * is slow, but not fills and releases, which end what a lookup has begun. Safe for use by many
 * threads.
 */
public final class RedisOrderCache implements OrderCache {

  private static final System.Logger LOG = System.getLogger(RedisOrderCache.class.getName());

  private final RedisLink link;
  private final CachePlan plan;
  private final RedisSettings settings;
  private final OwnTable table;
  private final Keyspace keys;
  private final OrderCodec codec = new OrderCodec();
  private final Tokens tokens = new Tokens();
  private final ListConfirmations confirmations;
  private final ValidatedCopies copies;
  private final RecentlyRequested requested = new RecentlyRequested();
  private final AtomicBoolean unreadableSeen = new AtomicBoolean();

  /**
   * A cache with these settings, shared by all instances with the same namespace. The owner of its
   * orders is not compared.
   */
  public RedisOrderCache(RedisConnections connections, CachePlan plan, RedisSettings settings) {
    this(connections, plan, settings, CacheOwner.named(""));
  }

  /**
   * A cache that is neither read nor changed while its namespace belongs to another table. While
   * the name of this table is not known, nothing is verified or filled, and invalidations fail.
   * While the namespace belongs to another server of the table, nothing is verified or filled.
   *
   * @param owner names the table of orders; its name is read with every call
   */
  public RedisOrderCache(
      RedisConnections connections, CachePlan plan, RedisSettings settings, CacheOwner owner) {
    RedisCircuit circuit = RedisCircuit.within(settings.commandTimeout());
    this.link = new RedisLink(connections, circuit, OrderCacheException::new);
    this.plan = plan;
    this.settings = settings;
    this.table = new OwnTable(plan.namespace(), owner);
    this.keys = new Keyspace(plan.namespace());
    this.confirmations = new ListConfirmations(plan.cachedStatuses());
    this.copies = new ValidatedCopies(settings.decodedOrders(), confirmations);
  }

  @Override
  public <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> wanted) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<LookupReply<V>> replies = new ArrayList<>(wanted.size());
    for (CacheKey<V> key : wanted) {
      replies.add(new LookupReply<>(key, copies.get(key)));
    }
    ScriptCall call =
        LookupCall.of(plan, settings, keys, tokens.next(), replies, requested, table.name());
    long requestedAt = System.nanoTime();
    return results(replies, new LookupParts(link.read(Script.LOOKUP, call)), requestedAt);
  }

  @Override
  public List<Boolean> fill(List<? extends Fill<?>> fills) {
    if (fills.isEmpty()) {
      return List.of();
    }
    fills.forEach(fill -> requested.note(fill.lease().key()));
    ScriptCall call = FillCall.of(plan, settings, keys, fills, codec, table.name());
    List<Object> reply = link.finish(Script.FILL, call);
    List<Boolean> filled = new ArrayList<>(fills.size());
    for (int i = 0; i < fills.size(); i++) {
      boolean taken = (Long) reply.get(i) == 1;
      filled.add(taken);
      if (taken) {
        keepCopy(fills.get(i));
      }
    }
    return filled;
  }

  @Override
  public void release(List<? extends Lease<?>> leases) {
    ScriptCall call = new ScriptCall();
    for (Lease<?> lease : leases) {
      call.key(keys.entry(lease.key().entry()))
          .argument(lease.key().field())
          .argument(lease.token());
    }
    if (!leases.isEmpty()) {
      link.finish(Script.RELEASE, call);
    }
  }

  /**
   * After a change of this table, nothing has to be deleted in another table's cache. A caller that
   * invalidates by hand gets an exception, because nothing was done.
   */
  @Override
  public void invalidate(List<Invalidation> invalidations) {
    OrderCacheException foreign = invalidate(invalidations, List.of());
    if (foreign != null && !invalidations.stream().allMatch(RedisOrderCache::isOfAChange)) {
      throw foreign;
    }
  }

  /**
   * Deletes entries, and then adds encoded entries to the stream of events, in one step.
   *
   * @return an exception that says so, if another table owns the namespace and neither was done
   */
  @Nullable OrderCacheException invalidate(List<Invalidation> invalidations, List<String> events) {
    if (invalidations.isEmpty() && events.isEmpty()) {
      return null;
    }
    try {
      String mine = table.knownName();
      ScriptCall call =
          InvalidationCall.of(plan, settings, keys, invalidations, tokens.next()).argument(mine);
      events.forEach(call::argument);
      return table.evaluate(link.run(Script.INVALIDATE, call).get(0));
    } finally {
      // after Redis, not before: a reply from before the deletion must not be recorded later
      invalidations.forEach(confirmations::drop);
    }
  }

  private static boolean isOfAChange(Invalidation invalidation) {
    return invalidation instanceof Invalidation.Entries some && some.change() != null;
  }

  /**
   * Asks Redis how many bytes the orders and lists of the namespace take, by its account, which is
   * an overestimate. It does not include the stream of events and the done marks of the last 10
   * seconds.
   *
   * @throws OrderCacheException if Redis cannot be reached
   */
  public long memory() {
    ScriptCall call = new ScriptCall().key(keys.account()).argument(plan.negativeTtl().toMillis());
    List<Object> bytes = link.run(Script.MEMORY, call);
    return (Long) bytes.get(0) + (Long) bytes.get(1);
  }

  /** The maximum of {@link #memory}, which the settings have. */
  public long maxMemory() {
    return settings.maxMemory();
  }

  /** The state of the circuit to Redis. */
  public CircuitStatistics circuit() {
    return link.circuit();
  }

  RedisLink link() {
    return link;
  }

  ValidatedCopies copies() {
    return copies;
  }

  /** What the replies to lookups said of the lists; an invalidation here drops it. */
  ListConfirmations confirmations() {
    return confirmations;
  }

  Keyspace keys() {
    return keys;
  }

  /** The table whose orders it holds. */
  OwnTable table() {
    return table;
  }

  CachePlan plan() {
    return plan;
  }

  private <V> List<Lookup<V>> results(
      List<LookupReply<V>> replies, LookupParts parts, long requestedAt) {
    List<Lookup<V>> results = new ArrayList<>(replies.size());
    Set<Invalidation> unreadable = new LinkedHashSet<>();
    String other = parts.otherOwner();
    if (other != null) {
      throw table.foreign(other);
    }
    if (parts.areOfAnotherServer()) {
      table.owner().refresh();
    }
    for (LookupReply<V> mine : replies) {
      Lookup<V> result = mine.read(parts.next(), codec, copies);
      if (result == null) {
        unreadable.add(Invalidation.of(mine.key().entry()));
      } else if (result instanceof Lookup.Full) {
        requested.note(mine.key());
      } else {
        confirmations.confirm(mine.key().entry(), requestedAt, result, parts.validFor());
      }
      results.add(result == null ? new Lookup.Unverified<>(null) : result);
    }
    if (!unreadable.isEmpty()) {
      heal(List.copyOf(unreadable));
    }
    return results;
  }

  /** Deletes unreadable values; the next lookup then finds nothing and grants a lease. */
  private void heal(List<Invalidation> unreadable) {
    System.Logger.Level level = System.Logger.Level.DEBUG;
    if (unreadableSeen.compareAndSet(false, true)) {
      level = System.Logger.Level.WARNING;
    }
    try {
      invalidate(unreadable);
      LOG.log(level, "Unreadable, deleted (logged once): {0}", unreadable);
    } catch (OrderCacheException e) {
      LOG.log(level, "Unreadable, not deleted (logged once): {0}", e.getMessage());
    }
  }

  private <V> void keepCopy(Fill<V> fill) {
    Lease<V> lease = fill.lease();
    copies.put(lease.key(), new Lookup.Hit<>(fill.snapshot(), lease.generation()));
  }
}
