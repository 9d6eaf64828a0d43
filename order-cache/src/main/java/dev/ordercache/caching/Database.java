package dev.ordercache.caching;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;

/**
 * The connections to PostgreSQL, which the parts of an {@link OrderCaching} share out: readers,
 * requests for changes and workers do not keep each other from the database, if the pools are the
 * library's own; a caller's pool is shared by all.
 *
 * @param settings the timeouts, and how statements are run
 * @param reads for readers
 * @param changes for requests for changes
 * @param workers for workers, the sweeper, and the steps after a commit, even in a request
 * @param direct to the server itself, for the relay
 * @param migrations the same with more time
 * @param pools those of the above that are this library's own pools
 */
record Database(
    JdbcSettings settings,
    DataSource reads,
    DataSource changes,
    DataSource workers,
    DataSource direct,
    DataSource migrations,
    List<HikariDataSource> pools)
    implements AutoCloseable {

  private static final int CHANGE_CONNECTIONS = 4;

  /**
   * Connections of readers besides those that load: the preload's and the consistency checker's.
   */
  private static final int BACKGROUND_CONNECTIONS = 2;

  /** Connections of workers besides one for each of them: the sweeper's. */
  private static final int SWEEPER_CONNECTIONS = 1;

  /**
   * Longer than the readers' timeout: at the start the machine is busy, and no reader waits yet.
   */
  private static final Duration MIGRATION_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration MIGRATION_TIMEOUT = Duration.ofMinutes(10);

  /**
   * Pools of its own; none connects before it is used.
   *
   * @param sagas whether requests finish their changes themselves, with the workers' connections
   */
  static Database of(JdbcSettings settings, int workers, boolean sagas) {
    int finishing = workers + SWEEPER_CONNECTIONS + (sagas ? CHANGE_CONNECTIONS : 0);
    Deque<HikariDataSource> pools = new ArrayDeque<>();
    try {
      pools.add(PostgresDataSources.pooled(settings, "order-cache-reads"));
      pools.add(
          PostgresDataSources.pooled(
              settings.withPoolSize(CHANGE_CONNECTIONS), "order-cache-changes"));
      pools.add(
          PostgresDataSources.pooled(settings.withPoolSize(finishing), "order-cache-workers"));
    } catch (RuntimeException e) {
      pools.forEach(HikariDataSource::close);
      throw e;
    }
    List<HikariDataSource> opened = List.copyOf(pools);
    return new Database(
        settings,
        opened.get(0),
        opened.get(1),
        opened.get(2),
        PostgresDataSources.unpooled(settings),
        migrating(settings),
        opened);
  }

  /** Connections for migrations. */
  static DataSource migrating(JdbcSettings settings) {
    return PostgresDataSources.unpooled(unhurried(settings));
  }

  /**
   * The caller's connections, which the caller closes.
   *
   * @param loads how many readers load at a time
   * @throws ConfigurationException if the pool is known to be too small: its users would keep each
   *     other from the database
   */
  static Database of(
      DataSource pool, DataSource direct, JdbcSettings settings, int loads, int workers) {
    requireSize(pool, loads, workers);
    DataSource limited = PostgresDataSources.limited(pool, settings);
    return new Database(
        settings,
        limited,
        limited,
        limited,
        PostgresDataSources.limited(direct, settings),
        PostgresDataSources.limited(direct, unhurried(settings)),
        List.of());
  }

  private static void requireSize(DataSource pool, int loads, int workers) {
    int min = loads + BACKGROUND_CONNECTIONS + CHANGE_CONNECTIONS + workers + SWEEPER_CONNECTIONS;
    int size = size(pool);
    if (size < min) {
      throw new ConfigurationException(
          "database",
          ("the pool has at most %d connections, and needs %d: %d for reads"
                  + " (CacheAsideSettings.maxLoads), %d for workers (WorkerSettings.workers) and"
                  + " %d for the others; raise its maximumPoolSize, or lower these")
              .formatted(size, min, loads, workers, min - loads - workers));
    }
  }

  /** Not every pool reports it. */
  private static int size(DataSource pool) {
    try {
      return pool.isWrapperFor(HikariDataSource.class)
          ? pool.unwrap(HikariDataSource.class).getMaximumPoolSize()
          : Integer.MAX_VALUE;
    } catch (SQLException e) {
      return Integer.MAX_VALUE;
    }
  }

  private static JdbcSettings unhurried(JdbcSettings settings) {
    return settings.withTimeouts(MIGRATION_CONNECT_TIMEOUT, MIGRATION_TIMEOUT);
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }
}
