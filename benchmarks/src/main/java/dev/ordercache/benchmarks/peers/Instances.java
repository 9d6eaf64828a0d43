package dev.ordercache.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.JdbiOrderQuery;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.EmbeddedServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two instances of a service in one JVM, on a PostgreSQL and a Redis of their own. All peers read
 * the database through the same connections.
 */
final class Instances implements AutoCloseable {

  private static final int POOL_SIZE = 16;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final EmbeddedServers servers;
  private final OrderRows rows;
  private final List<HikariDataSource> pools = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final List<PeerCache> caches = new ArrayList<>();

  /**
   * Starts the servers, creates this number of orders, and runs the actions before and after each
   * load.
   */
  Instances(int orders, Runnable beforeLoad, Runnable afterLoad) throws SQLException {
    servers = EmbeddedServers.start(true, true);
    JdbcSettings postgres =
        OrderRows.settings(servers).withPoolSize(POOL_SIZE).withTimeouts(TIMEOUT, TIMEOUT);
    OrderRows.create(postgres, orders);
    rows = new OrderRows(postgres);
    for (int i = 0; i < 2; i++) {
      HikariDataSource pool = PostgresDataSources.pooled(postgres, "readers-" + i);
      pools.add(pool);
      PacedOrderQuery paced =
          new PacedOrderQuery(
              new JdbiOrderQuery(pool, CachePlan.defaults(), postgres), beforeLoad, afterLoad);
      instances.add(new Instance(servers.redisUri().orElseThrow(), postgres, paced));
    }
  }

  OrderRows rows() {
    return rows;
  }

  /** Loads an order without any cache. */
  void load(long order) {
    instances.get(0).orders().version(order);
  }

  /** The loads of both instances until now. */
  long loads() {
    return instances.stream().mapToLong(instance -> instance.orders().loads()).sum();
  }

  /** The caches of both instances, open until this is closed. */
  List<PeerCache> open(Peer peer) {
    List<PeerCache> opened = instances.stream().map(peer.open()).toList();
    caches.addAll(opened);
    return opened;
  }

  @Override
  public void close() {
    caches.forEach(PeerCache::close);
    pools.forEach(HikariDataSource::close);
    rows.close();
    servers.close();
  }
}
