package dev.ordercache.benchmarks.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ordercache.Answer;
import dev.ordercache.OrderPage;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.InMemoryOrders;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.memory.Orders;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.NearCacheSettings;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisNearCache;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.servers.RedisNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The first page of 50 orders, in memory in two ways; the measured JVM starts the Redis. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class NearHit {

  private static final Duration BOUND = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * Confirmed as often as by default, and valid for so long that even on a busy machine every
   * answer is from memory.
   */
  private static final NearCacheSettings SETTINGS =
      new NearCacheSettings(NearCacheSettings.defaults().interval(), Duration.ofMinutes(1));

  /** Not a constant, whose hash the compiler would compute. */
  private PageRequest page;

  private RedisNode node;
  private RedisConnections redis;
  private RedisNearCache near;
  private CacheAsideOrderQuery orders;
  private Cache<PageRequest, OrderPage> caffeine;

  /** Fills both. */
  @Setup
  public void open() {
    CachePlan plan = CachePlan.builder().stalenessBound(BOUND).build();
    RedisSettings settings = RedisSettings.defaults().withTimeouts(TIMEOUT, TIMEOUT);
    node = new RedisNode();
    redis = RedisConnections.open(node.uri(), plan, settings);
    RedisRelayTarget target = new RedisRelayTarget(redis, plan, settings);
    target.takeOver(
        new Term(1, "db-1", new Progress(0, 0)), new Round(List.of(), target.time(), BOUND));
    InMemoryOrders database = new InMemoryOrders(new ManualClock());
    LongStream.rangeClosed(1, 100).forEach(id -> database.put(Orders.order(id).build()));
    RedisOrderCache cache = new RedisOrderCache(redis, plan, settings);
    near = new RedisNearCache(redis, cache, SETTINGS);
    near.start();
    orders = new CacheAsideOrderQuery(database, cache, plan, CacheAsideSettings.defaults(), near);
    caffeine = Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(BOUND).build();
    page = PageRequest.first(Orders.APPROVED.name(), 50);
    caffeine.put(page, orders.list(page).value());
    while (near.statistics().hits() == 0) {
      orders.list(page);
    }
  }

  /** Disconnects. */
  @TearDown
  public void close() {
    near.close();
    redis.close();
    node.close();
  }

  /** The limit: a lookup in a bounded cache whose entries expire. */
  @Benchmark
  public OrderPage caffeine() {
    return Objects.requireNonNull(caffeine.getIfPresent(page));
  }

  /** A read of the library, answered by its near cache. */
  @Benchmark
  public Answer<OrderPage> near() {
    Answer<OrderPage> answer = orders.list(page);
    if (answer.source() != Source.HIT) {
      throw new IllegalStateException("no hit: " + answer.source());
    }
    return answer;
  }
}
