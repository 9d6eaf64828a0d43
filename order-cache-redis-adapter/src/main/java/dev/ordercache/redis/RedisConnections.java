package dev.ordercache.redis;

import dev.ordercache.plan.CachePlan;
import io.lettuce.core.AbstractRedisClient;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections to one Redis, shared by all its users: connects on first use, and reconnects
 * automatically whenever the connection was lost.
 *
 * <p>A factory of spring-data-redis connects under a lock. If Redis does not answer connection
 * attempts, all callers would wait one after the other, each for its own attempt. Therefore one
 * caller at a time connects, and once that has failed, the others fail at once.
 *
 * <p>A connection on which every call has failed for five seconds is replaced: the network may have
 * dropped it silently. A connection to a replica is replaced at once, though at most once a second:
 * the server was the primary before, and would refuse writes for ever. Safe for use by many
 * threads.
 */
public final class RedisConnections implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisConnections.class.getName());
  private static final long REPLACE_AFTER = Duration.ofSeconds(5).toNanos();
  private static final long REPLACE_INTERVAL = Duration.ofSeconds(1).toNanos();
  private static final long PROBE_INTERVAL = Duration.ofMillis(5).toNanos();
  private static final long WORKING = Long.MIN_VALUE;

  private final RedisConnectionFactory factory;
  private final CachePlan plan;
  private final RedisSettings settings;
  private final Runnable onClose;
  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicLong failingSince = new AtomicLong(WORKING);
  private final AtomicLong replaced = new AtomicLong(System.nanoTime() - REPLACE_INTERVAL);
  private volatile boolean connected;

  RedisConnections(
      RedisConnectionFactory factory, CachePlan plan, RedisSettings settings, Runnable onClose) {
    this.factory = factory;
    this.plan = plan;
    this.settings = settings;
    this.onClose = onClose;
  }

  /**
   * Uses the Redis with this URI. Does not connect yet, so Redis may be down.
   *
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}; {@code rediss://} for TLS;
   *     {@code redis-sentinel://[[user]:password@]host[:port],...[/database]#group} for Sentinel;
   *     {@code redis://[[user]:password@]host[:port],host[:port],...} for a Cluster
   * @throws IllegalArgumentException if the URI is malformed
   */
  public static RedisConnections open(String uri, CachePlan plan, RedisSettings settings) {
    return LettuceSetup.open(RedisUri.parse(uri), plan, settings);
  }

  /**
   * Connects as a connection factory of the caller's does: to the same server, or nodes of a
   * Cluster, with its login, TLS, threads and client name, but with the timeouts of these settings,
   * whatever its own are. Its connections are not used, and it is not closed.
   *
   * @param factory made of a configuration of a standalone server, Sentinel, a Cluster or a socket
   * @throws IllegalArgumentException if it does not return its configuration, or if that names a
   *     primary and its replicas one by one
   */
  public static RedisConnections like(
      LettuceConnectionFactory factory, CachePlan plan, RedisSettings settings) {
    return LettuceSetup.open(factory, plan, settings);
  }

  /**
   * Connects with the threads, TLS options and protocol of a Lettuce client of the caller's, whose
   * threads are not ended.
   *
   * @param uri as for {@link #open(String, CachePlan, RedisSettings)}, with {@code ?verifyPeer=} as
   *     in the client's own URI
   * @throws IllegalArgumentException if the URI is malformed
   */
  public static RedisConnections open(
      String uri, AbstractRedisClient client, CachePlan plan, RedisSettings settings) {
    return LettuceSetup.open(RedisUri.parse(uri), client, plan, settings);
  }

  /** The factory, for other uses of the same Redis. */
  public RedisConnectionFactory factory() {
    return factory;
  }

  /**
   * Checks the server's version and its eviction policy. Unsuitable ones are logged as a warning,
   * as is a user without permission to read them. A server that cannot be reached is not checked.
   *
   * @throws IllegalStateException if the server is too old to work with
   */
  public void checkServer() {
    Properties server;
    Properties memory;
    try (RedisConnection connection = get()) {
      server = connection.serverCommands().info("server");
      memory = connection.serverCommands().info("memory");
    } catch (RuntimeException e) {
      LOG.log(
          RedisLink.isAnswer(e) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
          "Version and eviction policy of Redis are not known: {0}",
          RedisLink.failure("INFO", e));
      return;
    }
    RedisVersion.check(server);
    EvictionPolicy.check(memory);
  }

  /** Closes all connections, if this object owns them. */
  @Override
  public void close() {
    onClose.run();
  }

  /** A connection, to be closed soon; closing returns it to the factory. */
  RedisConnection get() {
    return connected ? factory.getConnection() : connect();
  }

  /** Called when a call has succeeded. */
  void worked() {
    if (failingSince.get() != WORKING) {
      failingSince.set(WORKING);
    }
  }

  /** Called when a call has failed. */
  void failed() {
    long now = System.nanoTime();
    long since = failingSince.get();
    if (since == WORKING) {
      failingSince.compareAndSet(WORKING, now);
    } else if (connected && now - since > REPLACE_AFTER && failingSince.compareAndSet(since, now)) {
      replace();
    }
  }

  /** Called when a call was refused by a server that is not the primary. */
  void reachedReplica() {
    failed();
    long now = System.nanoTime();
    long last = replaced.get();
    if (connected && now - last >= REPLACE_INTERVAL && replaced.compareAndSet(last, now)) {
      replace();
    }
  }

  private void replace() {
    if (factory instanceof LettuceConnectionFactory lettuce) {
      connected = false;
      try {
        lettuce.resetConnection();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "Connection not closed: {0}", e.getMessage());
      }
    }
  }

  private RedisConnection connect() {
    long timeout = failingSince.get() == WORKING ? settings.connectTimeout().toNanos() : 0;
    try {
      if (!connecting.tryLock(timeout, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("there is no connection yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a connection", e);
    }
    try {
      RedisConnection connection = factory.getConnection();
      if (connection instanceof RedisClusterConnection) {
        byte[] key = new Keyspace(plan.namespace()).relay();
        awaitNode(() -> connection.keyCommands().exists(key));
      } else {
        awaitNode(() -> ping(connection));
      }
      connected = true;
      return connection;
    } finally {
      connecting.unlock();
    }
  }

  /** Any answer shows that there is a connection. */
  private static void ping(RedisConnection connection) {
    try {
      connection.ping();
    } catch (RuntimeException e) {
      if (!RedisLink.isAnswer(e)) {
        throw e;
      }
    }
  }

  /**
   * Repeats a first command until it succeeds or the connect timeout is over. If Lettuce is
   * configured to reject commands without a connection, it also rejects the first command on a
   * connection that its own threads have not registered yet: sometimes after the login, and always
   * with a cluster's nodes, to which it connects on first use.
   *
   * @param probe the first command
   */
  void awaitNode(Runnable probe) {
    long began = System.nanoTime();
    while (true) {
      try {
        probe.run();
        return;
      } catch (RuntimeException e) {
        if (System.nanoTime() - began > settings.connectTimeout().toNanos()
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(this, PROBE_INTERVAL);
      }
    }
  }
}
