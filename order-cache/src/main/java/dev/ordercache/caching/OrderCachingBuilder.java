package dev.ordercache.caching;

import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.consistency.ConsistencySettings;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.PreloadSettings;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import io.lettuce.core.AbstractRedisClient;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Sets what an {@link OrderCaching} is made of, in any order. Not safe for use by many threads. */
public final class OrderCachingBuilder {

  /** Stands for the caller's data source, and is not used. */
  private static final String CALLERS = "jdbc:postgresql:";

  final CachePlan plan;
  private @Nullable Supplier<Database> database;
  private @Nullable Supplier<RedisConnections> redis;
  boolean migrates = true;
  @Nullable Recovery saga;
  RedisSettings redisSettings = RedisSettings.defaults();
  NearCacheSettings nearCache = NearCacheSettings.defaults();
  CacheAsideSettings reads = CacheAsideSettings.defaults();
  RelaySettings relay = RelaySettings.defaults();
  QueueSettings queue = QueueSettings.defaults();
  WorkerSettings workers = WorkerSettings.defaults();
  ConsistencySettings consistency = ConsistencySettings.defaults();
  @Nullable PreloadSettings preload = PreloadSettings.defaults();

  /** For tests that leave out a protection. */
  UnaryOperator<StatusChanges.Parts> changeParts = UnaryOperator.identity();

  OrderCachingBuilder(CachePlan plan) {
    this.plan = plan;
  }

  /** Connects to PostgreSQL with pools of its own. */
  public OrderCachingBuilder database(JdbcSettings settings) {
    database = () -> Database.of(settings, workers.workers(), saga != null);
    return this;
  }

  /**
   * Uses connections of the caller's, which it closes: no call waits longer for one, or for an
   * answer, than the defaults of {@link JdbcSettings#of} allow, whatever the data sources allow.
   *
   * @param pool for reads, requests for changes and workers, of the driver {@code postgresql}; with
   *     {@link CacheAsideSettings#maxLoads} + {@link WorkerSettings#workers} + 7 connections, 19
   *     for the defaults: {@link #build} refuses a pool of HikariCP that is smaller
   * @param direct opens a session of the server itself with each connection, and ends it with
   *     {@code close}: not a pool, and not through one, which {@link #build} refuses; for the
   *     relay, which keeps two, and for migrations
   */
  public OrderCachingBuilder database(DataSource pool, DataSource direct) {
    JdbcSettings limits = JdbcSettings.of(CALLERS, null, null).withPooler(null, true);
    database = () -> Database.of(pool, direct, limits, reads.maxLoads(), workers.workers());
    return this;
  }

  /** Connects to the Redis with this URI, see {@link RedisConnections#open}. */
  public OrderCachingBuilder redis(String uri) {
    redis = () -> RedisConnections.open(uri, plan, redisSettings);
    return this;
  }

  /** The same with the threads, TLS options and protocol of a Lettuce client of the caller's. */
  public OrderCachingBuilder redis(String uri, AbstractRedisClient client) {
    redis = () -> RedisConnections.open(uri, client, plan, redisSettings);
    return this;
  }

  /** Connects as this factory does, see {@link RedisConnections#like}. */
  public OrderCachingBuilder redis(LettuceConnectionFactory factory) {
    redis = () -> RedisConnections.like(factory, plan, redisSettings);
    return this;
  }

  /** Leaves the tables as they are: the migrations are run elsewhere. */
  public OrderCachingBuilder withoutMigrations() {
    migrates = false;
    return this;
  }

  /** Reads nothing into the cache before it is requested. */
  public OrderCachingBuilder withoutPreload() {
    preload = null;
    return this;
  }

  /** Makes status changes in the call of their submitter instead of queueing them. */
  public OrderCachingBuilder saga(Recovery recovery) {
    saga = recovery;
    return this;
  }

  /** Sets the limits of the cache in Redis, and its timeouts. */
  public OrderCachingBuilder settings(RedisSettings settings) {
    redisSettings = settings;
    return this;
  }

  /** Sets how often the near cache is confirmed. */
  public OrderCachingBuilder settings(NearCacheSettings settings) {
    nearCache = settings;
    return this;
  }

  /** Sets the limits of database reads. */
  public OrderCachingBuilder settings(CacheAsideSettings settings) {
    reads = settings;
    return this;
  }

  /** Sets the relay's intervals, and a listener. */
  public OrderCachingBuilder settings(RelaySettings settings) {
    relay = settings;
    return this;
  }

  /** Sets the attempts of queued changes. */
  public OrderCachingBuilder settings(QueueSettings settings) {
    queue = settings;
    return this;
  }

  /** Sets the workers. */
  public OrderCachingBuilder settings(WorkerSettings settings) {
    workers = settings;
    return this;
  }

  /** Sets the sample of the consistency checker. */
  public OrderCachingBuilder settings(ConsistencySettings settings) {
    consistency = settings;
    return this;
  }

  /** Sets how much is preloaded, and how fast. */
  public OrderCachingBuilder settings(PreloadSettings settings) {
    preload = settings;
    return this;
  }

  Database openDatabase() {
    return required(database, "database").get();
  }

  RedisConnections openRedis() {
    return required(redis, "redis").get();
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException(name + ": must be set");
    }
    return value;
  }

  /**
   * Opens the connections and prepares the database; {@link OrderCaching#start} starts the rest.
   *
   * @throws ConfigurationException if a server is too old, or does not fit the plan
   * @throws IllegalArgumentException if a value is malformed
   * @throws IllegalStateException if the database or Redis is not set, or the database cannot be
   *     reached or prepared
   */
  public OrderCaching build() {
    Closing closing = new Closing(OrderCaching.DEADLINE);
    try {
      return new OrderCaching(new Wiring(this, closing).wire(), closing, this);
    } catch (RuntimeException | Error e) {
      closing.close();
      throw e;
    }
  }
}
