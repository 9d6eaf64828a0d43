package dev.ordercache.app;

import dev.ordercache.caching.OrderCaching;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.PostgresAddress;
import dev.ordercache.servers.SharedPostgres;
import dev.ordercache.tck.SqlPrompt;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** The database of an app under test, and a person at its SQL prompt. */
public final class AppDatabase extends SqlPrompt {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  static {
    Awaitility.setDefaultTimeout(TIMEOUT); // a busy machine needs more than usual
  }

  private final JdbcSettings settings;

  /** Patiently: the server may have just started, and the machine may be busy. */
  private AppDatabase(JdbcSettings settings) {
    super(PostgresDataSources.unpooled(settings.withTimeouts(TIMEOUT, TIMEOUT)));
    this.settings = settings;
  }

  /** Creates one with all tables and no orders, on the server that all tests share. */
  public static AppDatabase create() {
    AppDatabase created = of(SharedPostgres.createDatabase());
    OrderCaching.migrate(CachePlan.defaults(), created.settings);
    return created;
  }

  /** The one at an address, as it is. */
  static AppDatabase of(PostgresAddress address) {
    return of(JdbcSettings.of(address.url(), address.user(), address.password()));
  }

  /** The one that these settings lead to, as it is. */
  static AppDatabase of(JdbcSettings settings) {
    return new AppDatabase(settings);
  }

  /** How to reach it. */
  public JdbcSettings settings() {
    return settings;
  }

  /** The settings of an app that works with it and with this Redis. */
  Map<String, String> appSettings(String redisUri) {
    return Map.of(
        "ORDER_CACHE_JDBC_URL", settings.url(),
        "ORDER_CACHE_JDBC_USER", String.valueOf(settings.user()),
        "ORDER_CACHE_JDBC_PASSWORD", String.valueOf(settings.password()),
        "ORDER_CACHE_REDIS_URI", redisUri);
  }
}
