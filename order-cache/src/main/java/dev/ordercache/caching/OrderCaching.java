package dev.ordercache.caching;

import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.consistency.ConsistencyChecker;
import dev.ordercache.event.EventReader;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.statuschange.StatusChanges;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An order cache: reads of orders through Redis in front of PostgreSQL, which are never staler than
 * the plan's bound, and status changes that outlive their caller.
 *
 * <pre>{@code
 * try (OrderCaching caching = OrderCaching.of(CachePlan.defaults(), jdbcUrl, redisUri)) {
 *   caching.start();
 *   caching.orders().list(PageRequest.first("MANUFACTURING_APPROVED", 50));
 * }
 * }</pre>
 *
 * <p>All instances of a service run one each; one of them relays the changes of all writers. Safe
 * for use by many threads.
 */
public final class OrderCaching implements AutoCloseable {

  static final Duration DEADLINE = Duration.ofSeconds(15);

  private final Parts parts;
  private final Closing closing;
  private final Trust trust;
  private final boolean nearCache;
  private final boolean preloads;

  OrderCaching(Parts parts, Closing closing, OrderCachingBuilder wanted) {
    this.parts = parts;
    this.closing = closing;
    this.trust = new Trust(parts.cache());
    this.nearCache = wanted.plan.nearCache();
    this.preloads = wanted.preload != null;
  }

  /**
   * An order cache with the default settings of all parts.
   *
   * @param jdbcUrl {@code jdbc:postgresql://host:port/database?user=…&password=…}; its tables are
   *     created or completed
   * @param redisUri {@code redis://[[user]:password@]host[:port][/database]}, and the other forms
   *     of {@link dev.ordercache.redis.RedisConnections#open}; Redis may be down
   * @throws ConfigurationException if a server is too old, or does not fit the plan
   * @throws IllegalArgumentException if the URL or the URI is malformed
   * @throws IllegalStateException if the database cannot be reached or prepared
   */
  public static OrderCaching of(CachePlan plan, String jdbcUrl, String redisUri) {
    return builder(plan).database(JdbcSettings.of(jdbcUrl, null, null)).redis(redisUri).build();
  }

  /**
   * Creates or completes the tables only, for a service whose own role may not.
   *
   * @param owner connects as the owner of the tables
   * @throws ConfigurationException as {@link #of}
   * @throws IllegalStateException as {@link #of}
   */
  public static void migrate(CachePlan plan, JdbcSettings owner) {
    new Schema(Database.migrating(owner), plan.table()).migrate();
  }

  /** Begins an order cache with other connections or settings. */
  public static OrderCachingBuilder builder(CachePlan plan) {
    return new OrderCachingBuilder(plan);
  }

  /**
   * Starts all threads; to be called once. Reads are answered before and without it, by the
   * database.
   *
   * @return completes when the cache is trusted: readers find the guard, and so the answers of the
   *     cache are verified. Cancelled by {@link #close}; with Redis or the relay away it completes
   *     when they are back.
   * @throws IllegalThreadStateException if it was called before
   * @throws IllegalStateException if this is closed
   */
  public CompletableFuture<Void> start() {
    if (closing.isClosed()) {
      throw new IllegalStateException("closed");
    }
    trust.start();
    parts.consistency().start();
    parts.relay().start();
    if (nearCache) {
      parts.nearCache().start();
    }
    parts.events().start();
    parts.changes().start();
    if (preloads) {
      parts.preload().start();
    } else {
      parts.preload().skip();
    }
    return trust.future();
  }

  /** Reads through the cache. */
  public CacheAsideOrderQuery orders() {
    return parts.orders();
  }

  /** Status changes. */
  public StatusChanges changes() {
    return parts.changes();
  }

  /** Calls listeners with the changes of all writers. */
  public EventReader events() {
    return parts.events();
  }

  /** Compares the cache with the database while it runs. */
  public ConsistencyChecker consistency() {
    return parts.consistency();
  }

  /** Reads the plan's lists into the cache; begins with {@link #start}. */
  public BackgroundPreload preload() {
    return parts.preload();
  }

  /** The counters of all parts until now. Does not ask a server. */
  public OrderCachingStatistics statistics() {
    return new OrderCachingStatistics(
        parts.orders().statistics(),
        parts.nearCache().statistics(),
        parts.cache().circuit(),
        parts.relay().statistics(),
        parts.changes().statistics(),
        parts.events().statistics(),
        parts.preload().progress(),
        parts.consistency().report());
  }

  /** The parts, to be used one by one. */
  public Parts parts() {
    return parts;
  }

  /**
   * Ends all threads, lets what they have begun finish, and closes the connections that this object
   * has opened. Returns within 30 seconds: after 15, connections are closed under what has not
   * finished, which is then like a crash of the process and as harmless. May be called more than
   * once, and before {@link #start}.
   */
  @Override
  public void close() {
    trust.close();
    closing.close();
  }
}
