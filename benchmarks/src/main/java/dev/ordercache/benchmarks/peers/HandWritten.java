package dev.ordercache.benchmarks.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;

/** Cache-aside as usually written by hand: get, load, set; delete. */
final class HandWritten implements PeerCache {

  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> redis;
  private final PacedOrderQuery orders;

  private HandWritten(Instance instance) {
    client = RedisClient.create(instance.redisUri());
    redis = client.connect(ByteArrayCodec.INSTANCE);
    orders = instance.orders();
  }

  static Peer peer() {
    return new Peer("hand-written, Lettuce", HandWritten::new);
  }

  @Override
  public long version(Entry entry) {
    byte[] key = key(entry);
    byte[] cached = redis.sync().get(key);
    if (cached != null) {
      return Long.parseLong(new String(cached, US_ASCII));
    }
    long version = orders.version(entry.order());
    redis.sync().set(key, Long.toString(version).getBytes(US_ASCII), SetArgs.Builder.ex(Peers.TTL));
    return version;
  }

  @Override
  public void evict(Entry entry, OrderRows.Update update) {
    redis.sync().del(key(entry));
  }

  private static byte[] key(Entry entry) {
    return ("hand:" + entry.key()).getBytes(US_ASCII);
  }

  @Override
  public void close() {
    redis.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
