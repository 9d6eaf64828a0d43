package dev.ordercache.redis;

import dev.ordercache.cache.OrderCacheException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;

/**
 * Waits for new entries of a stream. A connection serves one caller at a time, because any other
 * command on it would wait too, and is kept for the next caller; for blocking commands,
 * spring-data-redis gives each connection a native one of its own. Safe for use by many threads.
 */
final class StreamWait implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(StreamWait.class.getName());
  private static final Duration PROBE = Duration.ofMillis(1);

  private final RedisConnections connections;
  private final byte[] stream;
  private final Queue<RedisConnection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  StreamWait(RedisConnections connections, byte[] stream) {
    this.connections = connections;
    this.stream = stream;
  }

  /**
   * Returns when there is an entry after this one, or after this time.
   *
   * @param timeout in whole milliseconds, at least one; less than the command timeout
   * @throws OrderCacheException if Redis cannot be reached
   */
  void await(String id, Duration timeout) {
    RedisConnection connection = idle.poll();
    try {
      if (connection == null) {
        connection = connections.get();
        prepare(connection, id);
      }
      read(connection, id, timeout);
    } catch (RuntimeException e) {
      close(connection); // a late reply must not be taken for that of another call
      throw new OrderCacheException(RedisLink.failure("XREAD", e), e);
    }
    idle.add(connection);
    if (closed) {
      renew();
    }
  }

  /** Closes the idle connections, so that later waits open new ones. */
  void renew() {
    for (RedisConnection old = idle.poll(); old != null; old = idle.poll()) {
      close(old);
    }
  }

  @Override
  public void close() {
    closed = true;
    renew();
  }

  private void prepare(RedisConnection connection, String id) {
    if (connection instanceof RedisClusterConnection) {
      connections.awaitNode(() -> read(connection, id, PROBE));
    }
  }

  @SuppressWarnings("unchecked") // an array of a generic type
  private void read(RedisConnection connection, String id, Duration timeout) {
    StreamReadOptions options =
        StreamReadOptions.empty()
            .count(1)
            .block(Duration.ofMillis(Math.max(1, timeout.toMillis())));
    connection.streamCommands().xRead(options, StreamOffset.create(stream, ReadOffset.from(id)));
  }

  private static void close(@Nullable RedisConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "Connection not closed: {0}", e.getMessage());
    }
  }
}
