package dev.ordercache.benchmarks.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.Answer;
import dev.ordercache.Source;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.memory.InMemoryOrders;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisOrderCache;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;

/** Ways to get one value from Redis. Needs the values that {@link GuardCost} has prepared. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
public class LookupCost {

  static final String REDIS = "order-cache.benchmarks.redis";

  /** The name of one of {@link CachedValues}. */
  @Param({"PAGE", "ORDER"})
  public String value;

  private CachedValues cached;
  private RedisClient client;
  private StatefulRedisConnection<byte[], byte[]> lettuce;
  private RedisConnections connections;
  private RedisOrderCache holding;
  private RedisOrderCache decoding;
  private CacheAsideOrderQuery orders;
  private String trivialScript;
  private String lookupScript;
  private byte[] plainKey;
  private byte[][] lookupCall;

  /** Connects. */
  @Setup
  public void open() throws IOException {
    String uri = System.getProperty(REDIS);
    cached = CachedValues.valueOf(value);
    client = RedisClient.create(uri);
    lettuce = client.connect(ByteArrayCodec.INSTANCE);
    connections = RedisConnections.open(uri, CachedValues.PLAN, CachedValues.SETTINGS);
    holding = new RedisOrderCache(connections, CachedValues.PLAN, CachedValues.SETTINGS);
    decoding =
        new RedisOrderCache(
            connections, CachedValues.PLAN, CachedValues.SETTINGS.withDecodedOrders(0));
    orders =
        new CacheAsideOrderQuery(
            new InMemoryOrders(new ManualClock()),
            holding,
            CachedValues.PLAN,
            CacheAsideSettings.defaults());
    plainKey = cached.plainKey();
    lookupCall =
        new byte[][] {
          CachedValues.target(),
          CachedValues.guard(),
          CachedValues.account(),
          cached.entry(),
          ascii("token"),
          ascii("3000"),
          ascii("1000"),
          ascii("131072"),
          ascii("268435456"),
          cached.field(),
          ascii("3600000"),
          new byte[0],
          new byte[0],
          new byte[0],
          ascii("60000")
        };
    trivialScript = load(ascii("return redis.call('GET', KEYS[1])"));
    lookupScript = load(ascii(text("owner.lua") + text("reader.lua") + text("lookup.lua")));
  }

  private static String text(String script) throws IOException {
    try (InputStream in = RedisOrderCache.class.getResourceAsStream(script)) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  private String load(byte[] script) {
    try (RedisConnection redis = connections.factory().getConnection()) {
      return String.valueOf(redis.scriptingCommands().scriptLoad(script));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Disconnects. */
  @TearDown
  public void close() {
    lettuce.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    connections.close();
  }

  /** The limit: GET, by Lettuce alone. */
  @Benchmark
  public byte[] lettuceGet() {
    return lettuce.sync().get(plainKey);
  }

  /** The baseline: GET, on the connection of the adapter. */
  @Benchmark
  public byte @Nullable [] get() {
    try (RedisConnection redis = connections.factory().getConnection()) {
      return redis.stringCommands().get(plainKey);
    }
  }

  /** GET in a script of one line: the cost of any script. */
  @Benchmark
  public @Nullable Object trivialScript() {
    try (RedisConnection redis = connections.factory().getConnection()) {
      return redis.scriptingCommands().evalSha(trivialScript, ReturnType.VALUE, 1, plainKey);
    }
  }

  /** The lookup's script alone: the bytes are transferred, nothing is decoded. */
  @Benchmark
  public @Nullable Object lookupScript() {
    try (RedisConnection redis = connections.factory().getConnection()) {
      return redis.scriptingCommands().evalSha(lookupScript, ReturnType.VALUE, 4, lookupCall);
    }
  }

  /** A normal lookup: with a validated copy, the value is not transferred after the first time. */
  @Benchmark
  public Object lookup() {
    return hit(holding);
  }

  /** A read of the library, without its near cache: single flight, and a normal lookup. */
  @Benchmark
  public Answer<?> read() {
    Answer<?> answer = cached.read(orders);
    if (answer.source() != Source.HIT) {
      throw new IllegalStateException("no hit: " + answer.source());
    }
    return answer;
  }

  /** A lookup without validated copies: the bytes are transferred and decoded every time. */
  @Benchmark
  public Object lookupWithoutCopy() {
    return hit(decoding);
  }

  private Object hit(RedisOrderCache cache) {
    Object found = cache.lookup(List.of(cached.key())).get(0);
    if (!(found instanceof Lookup.Hit)) {
      throw new IllegalStateException("no hit: " + found);
    }
    return found;
  }
}
