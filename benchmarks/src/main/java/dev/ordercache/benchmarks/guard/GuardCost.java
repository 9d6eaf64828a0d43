package dev.ordercache.benchmarks.guard;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.benchmarks.peers.OrderRows;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.redis.RedisConnections;
import dev.ordercache.redis.RedisOrderCache;
import dev.ordercache.redis.RedisRelayTarget;
import dev.ordercache.relay.ChangeRelay;
import dev.ordercache.relay.RelaySettings;
import dev.ordercache.servers.EmbeddedServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * Measures the cost of the checks of guard, epoch and lease in a lookup, compared with a plain GET
 * of the same bytes on the same kind of connection, by JMH. Arguments: the number of passes (3 by
 * default), the seconds of one measurement (3 by default), numbers of threads (1, 8 and 32 by
 * default), and names of calls to compare with GET (all by default). A pass measures everything
 * once, so that other load on the machine affects all alike.
 */
public final class GuardCost {

  private static final int ORDERS = 2_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private GuardCost() {}

  /** Starts the servers and a relay, measures, and prints the table. */
  public static void main(String[] arguments) throws Exception {
    int passes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    List<Integer> threads =
        Arrays.stream(arguments)
            .skip(2)
            .filter(argument -> argument.matches("[0-9]+"))
            .map(Integer::valueOf)
            .toList();
    List<String> calls =
        Arrays.stream(arguments).skip(2).filter(argument -> !argument.matches("[0-9]+")).toList();
    try (EmbeddedServers servers = EmbeddedServers.start(true, true)) {
      String redisUri = servers.redisUri().orElseThrow();
      JdbcSettings postgres = OrderRows.settings(servers).withTimeouts(TIMEOUT, TIMEOUT);
      OrderRows.create(postgres, ORDERS);
      try (HikariDataSource pool = PostgresDataSources.pooled(postgres);
          RedisConnections redis =
              RedisConnections.open(redisUri, CachedValues.PLAN, CachedValues.SETTINGS);
          JdbiChangeLog log =
              new JdbiChangeLog(
                  PostgresDataSources.unpooled(postgres), CachedValues.PLAN, postgres);
          ChangeRelay relay =
              new ChangeRelay(
                  log,
                  new RedisRelayTarget(redis, CachedValues.PLAN, CachedValues.SETTINGS),
                  CachedValues.PLAN,
                  RelaySettings.defaults())) {
        relay.start();
        prepare(
            redis,
            new CacheAsideOrderQuery(
                new JdbiOrderQuery(pool, CachedValues.PLAN, postgres),
                new RedisOrderCache(redis, CachedValues.PLAN, CachedValues.SETTINGS),
                CachedValues.PLAN,
                CacheAsideSettings.defaults()));
        new LookupRuns(redisUri, redis, seconds, threads.isEmpty() ? List.of(1, 8, 32) : threads)
            .run(passes, calls);
      }
    }
    System.exit(0);
  }

  private static void prepare(RedisConnections connections, CacheAsideOrderQuery orders) {
    try (RedisConnection redis = connections.factory().getConnection()) {
      while (!Boolean.TRUE.equals(redis.keyCommands().exists(CachedValues.guard()))) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      for (CachedValues value : CachedValues.values()) {
        System.out.printf("%s: %,d bytes%n", value, value.store(orders, redis));
      }
    }
  }
}
