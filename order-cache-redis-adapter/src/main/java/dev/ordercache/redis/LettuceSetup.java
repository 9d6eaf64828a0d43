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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Configures Lettuce for a cache: a caller that can do without Redis must not wait for it. So every
 * step has a timeout, commands fail at once while there is no connection, the queue of unanswered
 * commands is bounded, and the client tries to reconnect at least every half second.
 */
final class LettuceSetup {

  private static final int MOST_UNANSWERED = 10_000;
  private static final int THREADS = 2;
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(15);

  private LettuceSetup() {}

  static RedisConnections open(RedisUri uri, CachePlan plan, RedisSettings settings) {
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(1), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
    LettuceClientConfiguration.LettuceClientConfigurationBuilder client =
        LettuceClientConfiguration.builder()
            .apply(uri.node())
            .clientResources(resources)
            .clientOptions(uri.isCluster() ? clusterOptions(settings) : options(settings))
            .commandTimeout(settings.commandTimeout())
            .shutdownQuietPeriod(Duration.ZERO)
            .shutdownTimeout(settings.commandTimeout());
    if (uri.isCluster()) {
      client.readFrom(ReadFrom.UPSTREAM);
    }
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(uri.configuration(), client.build());
    factory.afterPropertiesSet();
    factory.start();
    return new RedisConnections(factory, plan, settings, () -> close(factory, resources));
  }

  /** Does not wait for the threads, which end soon and do not keep the JVM from ending. */
  private static void close(LettuceConnectionFactory factory, ClientResources resources) {
    factory.destroy();
    Future<Boolean> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }

  private static ClientOptions options(RedisSettings settings) {
    return configure(ClientOptions.builder(), settings).build();
  }

  private static ClientOptions clusterOptions(RedisSettings settings) {
    ClusterClientOptions.Builder builder =
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                    .build());
    return configure(builder, settings).build();
  }

  private static ClientOptions.Builder configure(
      ClientOptions.Builder builder, RedisSettings settings) {
    return builder
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MOST_UNANSWERED)
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(true)
                .tcpNoDelay(true)
                .build())
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()));
  }
}
