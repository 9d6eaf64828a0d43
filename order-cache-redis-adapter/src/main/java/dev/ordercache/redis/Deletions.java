package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.OrderCacheException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * A subscription to the names of deleted entries. Lettuce renews it when its connection was lost; a
 * connection that the network has dropped silently must be {@link #renew renewed}. Used by one
 * thread, apart from the messages.
 */
final class Deletions implements AutoCloseable {

  private final RedisConnections connections;
  private final byte[] channel;
  private final Consumer<String> heard;
  private @Nullable RedisConnection subscribed;

  /** Passes each message, on a thread of the client, to this consumer, which must be quick. */
  Deletions(RedisConnections connections, byte[] channel, Consumer<String> heard) {
    this.connections = connections;
    this.channel = channel;
    this.heard = heard;
  }

  /**
   * Subscribes unless it is subscribed; returns whether it did.
   *
   * @throws OrderCacheException if it cannot
   */
  boolean ensure() {
    if (subscribed != null) {
      return false;
    }
    try {
      subscribe(connections.get());
      return true;
    } catch (RuntimeException e) {
      throw new OrderCacheException(RedisLink.failure("SUBSCRIBE", e), e);
    }
  }

  private void subscribe(RedisConnection connection) {
    try {
      connection.subscribe(
          (message, pattern) -> heard.accept(new String(message.getBody(), UTF_8)), channel);
      subscribed = connection;
    } finally {
      if (subscribed == null) {
        connection.close();
      }
    }
  }

  /** Ends the subscription; the next {@link #ensure} begins a new one. */
  void renew() {
    RedisConnection connection = subscribed;
    subscribed = null;
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void close() {
    renew();
  }
}
