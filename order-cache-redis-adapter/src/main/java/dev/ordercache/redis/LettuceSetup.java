package dev.ordercache.redis;

import dev.ordercache.plan.CachePlan;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
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
  private static final Delay RECONNECT_DELAY =
      Delay.exponential(Duration.ofMillis(1), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS);
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(15);

  private LettuceSetup() {}

  /** Opens connections with threads of their own. */
  static RedisConnections open(RedisUri uri, CachePlan plan, RedisSettings settings) {
    return open(uri, ClientOptions.create(), ownThreads(), plan, settings);
  }

  /** Opens connections with the options and threads of another client, which keeps its threads. */
  static RedisConnections open(
      RedisUri uri, AbstractRedisClient theirs, CachePlan plan, RedisSettings settings) {
    return open(uri, theirs.getOptions(), sharing(theirs.getResources()), plan, settings);
  }

  private static RedisConnections open(
      RedisUri uri,
      ClientOptions theirs,
      ClientResources resources,
      CachePlan plan,
      RedisSettings settings) {
    LettuceClientConfigurationBuilder client =
        LettuceClientConfiguration.builder().apply(uri.node()).clientResources(resources);
    LettuceConnectionFactory factory = start(uri.configuration(), client, theirs, settings);
    return new RedisConnections(factory, plan, settings, () -> close(factory, resources));
  }

  /** The same for the client and the server of a connection factory. */
  static RedisConnections open(
      LettuceConnectionFactory theirs, CachePlan plan, RedisSettings settings) {
    RedisConfiguration server = configurationOf(theirs);
    LettuceClientConfiguration client = theirs.getClientConfiguration();
    LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder();
    if (client.isUseSsl()) {
      LettuceSslClientConfigurationBuilder tls = builder.useSsl();
      tls.verifyPeer(client.getVerifyMode());
      if (client.isStartTls()) {
        tls.startTls();
      }
    }
    client.getClientName().ifPresent(builder::clientName);
    client.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
    ClientOptions options = client.getClientOptions().orElseGet(ClientOptions::create);
    ClientResources resources =
        client.getClientResources().map(LettuceSetup::sharing).orElseGet(LettuceSetup::ownThreads);
    LettuceConnectionFactory factory =
        start(server, builder.clientResources(resources), options, settings);
    return new RedisConnections(factory, plan, settings, () -> close(factory, resources));
  }

  private static ClientResources ownThreads() {
    return ClientResources.builder()
        .ioThreadPoolSize(THREADS)
        .computationThreadPoolSize(THREADS)
        .reconnectDelay(RECONNECT_DELAY)
        .build();
  }

  /**
   * The same threads with the library's reconnect delay; the default is up to 30 s. What is set
   * explicitly stays the owner's: otherwise {@code mutate} would create it anew, or closing this
   * copy would end it.
   */
  private static ClientResources sharing(ClientResources theirs) {
    return theirs
        .mutate()
        .eventLoopGroupProvider(theirs.eventLoopGroupProvider())
        .eventExecutorGroup(theirs.eventExecutorGroup())
        .timer(theirs.timer())
        .commandLatencyRecorder(theirs.commandLatencyRecorder())
        .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled()) // they publish it
        .reconnectDelay(RECONNECT_DELAY)
        .build();
  }

  /**
   * A factory that was made of another configuration keeps it to itself, and returns the default
   * one, which is of the local machine.
   */
  private static RedisConfiguration configurationOf(LettuceConnectionFactory factory) {
    if (isStaticPrimaryAndReplicas(factory)) {
      throw new IllegalArgumentException(
          "the connection factory is of a RedisStaticMasterReplicaConfiguration, which does not"
              + " follow a failover: make another one, of the primary, of its Sentinels or of a"
              + " Cluster");
    }
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

  /** Such a factory's public methods return the local machine. */
  private static boolean isStaticPrimaryAndReplicas(LettuceConnectionFactory factory) {
    try {
      Field configuration = LettuceConnectionFactory.class.getDeclaredField("configuration");
      configuration.setAccessible(true);
      return configuration.get(factory) instanceof RedisStaticMasterReplicaConfiguration;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // another version of the library
    }
  }

  /** Takes TLS, the protocol, logins and the nodes of a cluster from the client's options. */
  private static LettuceConnectionFactory start(
      RedisConfiguration server,
      LettuceClientConfigurationBuilder client,
      ClientOptions theirs,
      RedisSettings settings) {
    boolean cluster = server instanceof RedisConfiguration.ClusterConfiguration;
    if (cluster) {
      client.readFrom(ReadFrom.UPSTREAM);
    }
    ClientOptions.Builder options = cluster ? clusterOptions(theirs) : ClientOptions.builder();
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

  private static ClientOptions.Builder clusterOptions(ClientOptions theirs) {
    ClusterTopologyRefreshOptions.Builder refresh =
        ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(TOPOLOGY_REFRESH);
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    if (theirs instanceof ClusterClientOptions cluster) {
      refresh.dynamicRefreshSources(cluster.getTopologyRefreshOptions().useDynamicRefreshSources());
      options
          .validateClusterNodeMembership(cluster.isValidateClusterNodeMembership())
          .nodeFilter(cluster.getNodeFilter());
    }
    return options.topologyRefreshOptions(refresh.build());
  }

  private static ClientOptions.Builder configure(
      ClientOptions.Builder builder, ClientOptions theirs, RedisSettings settings) {
    return builder
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MAX_UNANSWERED)
        .protocolVersion(theirs.getConfiguredProtocolVersion())
        .reauthenticateBehavior(theirs.getReauthenticateBehaviour())
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
