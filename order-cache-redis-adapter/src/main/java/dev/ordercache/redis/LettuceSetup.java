package dev.ordercache.redis;

import dev.ordercache.plan.CachePlan;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceSslClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Configures Lettuce for a cache: a caller that can do without Redis must not wait for it. So every
 * step has a timeout, commands fail at once while there is no connection, the queue of unanswered
 * commands is bounded, and the client tries to reconnect at least every half second.
 */
final class LettuceSetup {

  private static final int MAX_UNANSWERED = 10_000;
  private static final int THREADS = 2;
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(15);

  private LettuceSetup() {}

  /** Opens connections with threads of their own. */
  static RedisConnections open(RedisUri uri, CachePlan plan, RedisSettings settings) {
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(1), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
    LettuceConnectionFactory factory = start(uri, resources, settings);
    return new RedisConnections(factory, plan, settings, () -> close(factory, resources));
  }

  /**
   * Opens connections to the server of another client, with its login, TLS and threads, which it
   * keeps.
   */
  static RedisConnections open(
      RedisUri uri, ClientResources theirs, CachePlan plan, RedisSettings settings) {
    LettuceConnectionFactory factory = start(uri, theirs, settings);
    return new RedisConnections(factory, plan, settings, factory::destroy);
  }

  /** The same for the client of a connection factory. */
  static RedisConnections open(
      LettuceConnectionFactory theirs, CachePlan plan, RedisSettings settings) {
    LettuceClientConfiguration client = theirs.getClientConfiguration();
    LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder();
    if (client.isUseSsl()) {
      LettuceSslClientConfigurationBuilder tls = builder.useSsl();
      tls.verifyPeer(client.getVerifyMode());
      if (client.isStartTls()) {
        tls.startTls();
      }
    }
    client.getClientResources().ifPresent(builder::clientResources);
    client.getClientName().ifPresent(builder::clientName);
    client.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
    LettuceConnectionFactory factory =
        start(
            configurationOf(theirs),
            builder,
            client.getClientOptions().orElseGet(() -> ClientOptions.builder().build()),
            settings);
    return new RedisConnections(factory, plan, settings, factory::destroy);
  }

  /**
   * A factory that was made of another configuration keeps it to itself, and returns the default
   * one, which is of the local machine.
   */
  private static RedisConfiguration configurationOf(LettuceConnectionFactory factory) {
    RedisConfiguration found = knownConfigurationOf(factory);
    if (found instanceof RedisStandaloneConfiguration server
        && !(server.getHostName().equals(factory.getHostName())
            && server.getPort() == factory.getPort()
            && server.getDatabase() == factory.getDatabase())) {
      throw new IllegalArgumentException(
          "the connection factory does not return its configuration: make it of a"
              + " RedisStandaloneConfiguration, RedisSentinelConfiguration or"
              + " RedisClusterConfiguration");
    }
    return found;
  }

  private static RedisConfiguration knownConfigurationOf(LettuceConnectionFactory factory) {
    return Stream.<@Nullable RedisConfiguration>of(
            factory.getClusterConfiguration(),
            factory.getSentinelConfiguration(),
            factory.getSocketConfiguration())
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(factory::getStandaloneConfiguration);
  }

  private static LettuceConnectionFactory start(
      RedisUri uri, ClientResources threads, RedisSettings settings) {
    return start(
        uri.configuration(),
        LettuceClientConfiguration.builder().apply(uri.node()).clientResources(threads),
        ClientOptions.builder().build(),
        settings);
  }

  /** Takes TLS and the protocol from the client's options, and nothing else. */
  private static LettuceConnectionFactory start(
      RedisConfiguration server,
      LettuceClientConfigurationBuilder client,
      ClientOptions theirs,
      RedisSettings settings) {
    boolean cluster = server instanceof RedisConfiguration.ClusterConfiguration;
    if (cluster) {
      client.readFrom(ReadFrom.UPSTREAM);
    }
    ClientOptions.Builder options = cluster ? clusterOptions() : ClientOptions.builder();
    client
        .clientOptions(configure(options, theirs, settings).build())
        .commandTimeout(settings.commandTimeout())
        .shutdownQuietPeriod(Duration.ZERO)
        .shutdownTimeout(settings.commandTimeout());
    LettuceConnectionFactory factory = new LettuceConnectionFactory(server, client.build());
    factory.afterPropertiesSet();
    factory.start();
    return factory;
  }

  /** Does not wait for the threads, which end soon and do not keep the JVM from ending. */
  private static void close(LettuceConnectionFactory factory, ClientResources resources) {
    factory.destroy();
    Future<Boolean> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }

  private static ClientOptions.Builder clusterOptions() {
    return ClusterClientOptions.builder()
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                .build());
  }

  private static ClientOptions.Builder configure(
      ClientOptions.Builder builder, ClientOptions theirs, RedisSettings settings) {
    return builder
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MAX_UNANSWERED)
        .protocolVersion(theirs.getConfiguredProtocolVersion())
        .sslOptions(theirs.getSslOptions())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(true)
                .tcpNoDelay(true)
                .build())
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()));
  }
}
