package dev.ordercache.app.settings;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * All settings of the application.
 *
 * <p>A setting comes from the first of these that has it: system properties, environment variables,
 * the properties file that {@code ORDER_CACHE_CONFIG} names or, without that, {@code
 * order-cache.properties} in the working folder. Names are written like {@code
 * ORDER_CACHE_HTTP_PORT}; system properties and the file may also use {@code
 * order-cache.http-port}. An empty value counts as none.
 *
 * @param jdbc how to reach PostgreSQL; null only if order-cache-demo is to start one
 * @param redisUri how to reach Redis; null only if order-cache-demo is to start one; may hold a
 *     password, which {@link #toString} leaves out
 * @param plan the settings that all parts of the cache share
 * @param cache the other settings of the cache
 * @param http how the application is reached
 * @param events how many streams of events there may be
 * @param statusChanges how status changes are applied
 * @param demoOrders how many orders order-cache-demo loads into the PostgreSQL that it starts; 0
 *     with another
 */
public record AppSettings(
    @Nullable JdbcSettings jdbc,
    @Nullable String redisUri,
    CachePlan plan,
    CacheSettings cache,
    HttpSettings http,
    EventLimits events,
    ChangeSettings statusChanges,
    int demoOrders) {

  private static final int DEFAULT_DEMO_ORDERS = 200_000;
  private static final int MAX_DEMO_ORDERS = 10_000_000;

  /**
   * Reads the settings of this process.
   *
   * @throws SettingsException if any is unknown or malformed, or is inconsistent with another, or
   *     if a server is not named
   */
  public static AppSettings load() {
    return read(new StandardEnvironment(), Path.of(""));
  }

  /**
   * Reads the settings of this process for order-cache-demo, which starts the servers that they do
   * not name.
   *
   * @throws SettingsException if any is unknown or malformed, or is inconsistent with another
   */
  public static AppSettings loadForDemo() {
    return readForDemo(new StandardEnvironment(), Path.of(""));
  }

  /**
   * Reads the settings from an environment, and makes the properties file its last source.
   *
   * @param workingFolder where {@code order-cache.properties} may be
   * @throws SettingsException if any is unknown or malformed, or is inconsistent with another, or
   *     if a server is not named
   */
  public static AppSettings read(ConfigurableEnvironment environment, Path workingFolder) {
    SettingsReader reader = SettingsReader.of(environment, workingFolder);
    requireServers(reader);
    return read(reader);
  }

  /** The same for order-cache-demo, which starts the servers that the settings do not name. */
  public static AppSettings readForDemo(ConfigurableEnvironment environment, Path workingFolder) {
    return read(SettingsReader.of(environment, workingFolder));
  }

  private static void requireServers(SettingsReader reader) {
    List<String> missing =
        Stream.of(Setting.JDBC_URL, Setting.REDIS_URI)
            .filter(setting -> reader.text(setting) == null)
            .map(Setting::toString)
            .toList();
    if (!missing.isEmpty()) {
      reader.problem(
          "%s must be set: order-cache-demo starts servers of its own, order-cache-app does not"
              .formatted(String.join(" and ", missing)));
    }
    if (reader.text(Setting.DEMO_ORDERS) != null) {
      reader.problem("%s goes with order-cache-demo only".formatted(Setting.DEMO_ORDERS));
    }
  }

  private static AppSettings read(SettingsReader reader) {
    JdbcSettings jdbc = jdbc(reader);
    HttpSettings http = HttpSettings.read(reader);
    AppSettings settings =
        new AppSettings(
            jdbc,
            reader.value(Setting.REDIS_URI, Parsers::redisUri),
            plan(reader),
            CacheSettings.read(reader),
            http,
            EventLimits.read(reader, http.limits().connections()),
            ChangeSettings.read(reader),
            demoOrders(reader, jdbc != null));
    reader.throwProblems();
    return settings;
  }

  /** These settings with servers. */
  public AppSettings withServers(JdbcSettings postgres, String redis) {
    return new AppSettings(postgres, redis, plan, cache, http, events, statusChanges, demoOrders);
  }

  private static @Nullable JdbcSettings jdbc(SettingsReader reader) {
    String url = reader.value(Setting.JDBC_URL, Parsers::jdbcUrl);
    String user = reader.text(Setting.JDBC_USER);
    String password = reader.text(Setting.JDBC_PASSWORD);
    if (reader.text(Setting.JDBC_URL) == null && (user != null || password != null)) {
      reader.problem(
          "%s and %s go with %s only"
              .formatted(Setting.JDBC_USER, Setting.JDBC_PASSWORD, Setting.JDBC_URL));
    }
    String directUrl = reader.value(Setting.JDBC_DIRECT_URL, Parsers::jdbcUrl);
    boolean perTransaction = reader.value(Setting.JDBC_TRANSACTION_POOLING, false, Parsers::bool);
    if (directUrl != null && reader.text(Setting.JDBC_URL) == null) {
      reader.problem("%s goes with %s only".formatted(Setting.JDBC_DIRECT_URL, Setting.JDBC_URL));
    }
    if (perTransaction && reader.text(Setting.JDBC_DIRECT_URL) == null) {
      reader.problem(
          "%s goes with %s only"
              .formatted(Setting.JDBC_TRANSACTION_POOLING, Setting.JDBC_DIRECT_URL));
    }
    return url == null
        ? null
        : JdbcSettings.of(url, user, password).withPooler(directUrl, perTransaction);
  }

  private static OrdersTable table(SettingsReader reader) {
    if (reader.text(Setting.JDBC_URL) == null
        && (reader.text(Setting.TABLE) != null || reader.text(Setting.COLUMNS) != null)) {
      reader.problem(
          "%s and %s go with %s only".formatted(Setting.TABLE, Setting.COLUMNS, Setting.JDBC_URL));
    }
    OrdersTable columns = reader.value(Setting.COLUMNS, OrdersTable.defaults(), Parsers::columns);
    return columns.withTable(reader.value(Setting.TABLE, columns.table(), Parsers::table));
  }

  private static CachePlan plan(SettingsReader reader) {
    CachePlan defaults = CachePlan.defaults();
    return defaults.toBuilder()
        .table(table(reader))
        .namespace(reader.value(Setting.NAMESPACE, defaults.namespace(), Parsers::namespace))
        .stalenessBound(
            reader.value(
                Setting.STALENESS_BOUND,
                defaults.stalenessBound(),
                Parsers.duration(Duration.ofMillis(200), Duration.ofHours(1))))
        .ttl(
            reader.value(
                Setting.TTL,
                defaults.ttl(),
                Parsers.duration(Duration.ofSeconds(1), Duration.ofDays(30))))
        .nearCache(reader.value(Setting.NEAR_CACHE, defaults.nearCache(), Parsers::bool))
        .build();
  }

  private static int demoOrders(SettingsReader reader, boolean ownDatabase) {
    int count =
        reader.value(
            Setting.DEMO_ORDERS,
            ownDatabase ? 0 : DEFAULT_DEMO_ORDERS,
            Parsers.number(0, MAX_DEMO_ORDERS));
    if (ownDatabase && count > 0) {
      reader.problem(
          "%s is %d, but demonstration orders are not loaded into the database of %s: leave it out"
              .formatted(Setting.DEMO_ORDERS, count, Setting.JDBC_URL));
    }
    return count;
  }

  @Override
  public String toString() {
    return ("AppSettings[jdbc=%s, redisUri=%s, plan=%s, cache=%s, http=%s, events=%s,"
            + " statusChanges=%s, demoOrders=%d]")
        .formatted(
            jdbc,
            redisUri == null ? null : Masked.url(redisUri),
            plan,
            cache,
            http,
            events,
            statusChanges,
            demoOrders);
  }
}
