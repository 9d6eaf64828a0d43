package dev.ordercache.lab;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The ordinary two-level cache of an instance: memory, Redis behind it, and pushes to the other
 * instances of the keys that they must drop from memory.
 */
final class PlainNear implements AutoCloseable {

  private static final String CHANNEL = "plain-near";

  private final String me = UUID.randomUUID().toString();
  private final Map<String, String> memory = new ConcurrentHashMap<>();
  private final LongAdder pushes = new LongAdder();
  private final RedisClient readClient;
  private final RedisClient evictClient;
  private final RedisClient pushClient;
  private final RedisCommands<String, String> reading;
  private final RedisCommands<String, String> evicting;

  /** Reads over one connection to Redis, evicts over another, and receives pushes over a third. */
  PlainNear(String readUri, String evictUri, String pushUri) {
    readClient = client(readUri);
    evictClient = client(evictUri);
    pushClient = client(pushUri);
    reading = commands(readClient);
    evicting = commands(evictClient);
    StatefulRedisPubSubConnection<String, String> subscription = pushClient.connectPubSub();
    subscription.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            received(message);
          }
        });
    subscription.sync().subscribe(CHANNEL);
  }

  private static RedisClient client(String uri) {
    RedisURI patient = RedisURI.create(uri);
    patient.setTimeout(Duration.ofMinutes(1));
    return RedisClient.create(patient);
  }

  private static RedisCommands<String, String> commands(RedisClient client) {
    return client.connect().sync();
  }

  private void received(String message) {
    if (!message.startsWith(me)) {
      memory.remove(message.substring(me.length()));
      pushes.increment();
    }
  }

  long pushes() {
    return pushes.sum();
  }

  String get(String key, Supplier<String> database) {
    String near = memory.get(key);
    if (near != null) {
      return near;
    }
    String value = reading.get(key);
    if (value == null) {
      value = database.get();
      reading.set(key, value);
    }
    memory.put(key, value);
    return value;
  }

  /** Memory first, as many do, then Redis, then the other instances. */
  void evict(String key) {
    memory.remove(key);
    evicting.del(key);
    evicting.publish(CHANNEL, me + key);
  }

  @Override
  public void close() {
    for (RedisClient client : List.of(readClient, evictClient, pushClient)) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
