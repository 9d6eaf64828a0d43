package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Recovery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings")
class AppSettingsTest extends SettingsFixture {

  private static final String DIRECT = "jdbc:postgresql://direct/orders";

  @Test
  @DisplayName("have defaults for all but the servers")
  void defaults() {
    assertEquals(
        new AppSettings(
            JdbcSettings.of(JDBC, null, null),
            REDIS,
            CachePlan.builder()
                .namespace("default")
                .stalenessBound(Duration.ofSeconds(2))
                .ttl(Duration.ofHours(1))
                .nearCache(true)
                .build(),
            new CacheSettings(256L << 20, true, 0.01),
            HttpSettings.defaults().withAddress("127.0.0.1", 8080).withLimits(limits()),
            new EventLimits(10_000, 20),
            new ChangeSettings(
                StatusChangeMode.ASYNC,
                Recovery.COMPENSATE,
                Duration.ZERO,
                32,
                4,
                Duration.ofDays(7),
                false),
            0),
        read());
  }

  @Test
  @DisplayName("are all read")
  void all() {
    Path users = TestUsers.write(folder, TestUsers.line("ada", Role.ADMIN));
    variables.putAll(
        Map.of(
            "ORDER_CACHE_JDBC_URL", JDBC,
            "ORDER_CACHE_JDBC_USER", "joe",
            "ORDER_CACHE_JDBC_PASSWORD", " ${HOME} ",
            "ORDER_CACHE_REDIS_URI", "rediss://cache:6380/1",
            "ORDER_CACHE_NAMESPACE", "plant-1",
            "ORDER_CACHE_STALENESS_BOUND", "500ms",
            "ORDER_CACHE_TTL", "PT10M",
            "ORDER_CACHE_PRELOAD", "false"));
    variables.putAll(
        Map.of(
            "ORDER_CACHE_STATUS_CHANGES", "saga",
            "ORDER_CACHE_SAGA_RECOVERY", "retry",
            "ORDER_CACHE_CHANGE_REQUESTS", "16",
            "ORDER_CACHE_CHANGE_WORKERS", "8",
            "ORDER_CACHE_CHANGE_RETENTION", "1h",
            "ORDER_CACHE_CHANGE_ARCHIVE", "true"));
    variables.putAll(
        Map.of(
            "ORDER_CACHE_CONSISTENCY_SAMPLE", "0.25",
            "ORDER_CACHE_HTTP_HOST", "0.0.0.0",
            "ORDER_CACHE_HTTP_PORT", "0",
            "ORDER_CACHE_RATE_LIMIT", "50",
            "ORDER_CACHE_NEAR_CACHE", "false",
            "ORDER_CACHE_EVENT_CLIENTS", "500",
            "ORDER_CACHE_EVENT_CLIENTS_PER_USER", "3",
            "ORDER_CACHE_USERS_FILE", users.toString()));
    variables.put("ORDER_CACHE_MAX_MEMORY", "4GB");
    variables.put("ORDER_CACHE_JDBC_DIRECT_URL", DIRECT);
    variables.put("ORDER_CACHE_JDBC_TRANSACTION_POOLING", "true");
    assertEquals(
        new AppSettings(
            JdbcSettings.of(JDBC, "joe", " ${HOME} ").withPooler(DIRECT, true),
            "rediss://cache:6380/1",
            CachePlan.builder()
                .namespace("plant-1")
                .stalenessBound(Duration.ofMillis(500))
                .ttl(Duration.ofMinutes(10))
                .nearCache(false)
                .build(),
            new CacheSettings(4L << 30, false, 0.25),
            HttpSettings.defaults()
                .withAddress("0.0.0.0", 0)
                .withLimits(limits().withRate(50))
                .withUsers(users),
            new EventLimits(500, 3),
            new ChangeSettings(
                StatusChangeMode.SAGA,
                Recovery.RETRY_FORWARD,
                Duration.ZERO,
                16,
                8,
                Duration.ofHours(1),
                true),
            0),
        read());
  }

  @Test
  @DisplayName("of a pooler need the URL of the server too")
  void pooler() {
    variables.remove("ORDER_CACHE_JDBC_URL");
    variables.put("ORDER_CACHE_JDBC_DIRECT_URL", DIRECT);
    assertProblem("ORDER_CACHE_JDBC_DIRECT_URL goes with ORDER_CACHE_JDBC_URL only");
    variables.remove("ORDER_CACHE_JDBC_DIRECT_URL");
    variables.put("ORDER_CACHE_JDBC_URL", JDBC);
    variables.put("ORDER_CACHE_JDBC_TRANSACTION_POOLING", "true");
    assertProblem(
        "ORDER_CACHE_JDBC_TRANSACTION_POOLING goes with ORDER_CACHE_JDBC_DIRECT_URL only");
  }

  @Test
  @DisplayName("of two ports must differ")
  void ports() {
    variables.put("ORDER_CACHE_HTTP_PORT", "8081");
    variables.put("ORDER_CACHE_PROBE_PORT", "8081");
    assertProblem("ORDER_CACHE_HTTP_PORT and ORDER_CACHE_PROBE_PORT are the same");
  }

  @Test
  @DisplayName("name all problems at once")
  void allProblems() {
    variables.put("ORDER_CACHE_HTTP_PORT", "x");
    variables.put("ORDER_CACHE_TTL", "y");
    variables.put("ORDER_CACHE_Z", "z");
    String message = assertProblem("ORDER_CACHE_HTTP_PORT is \"x\"");
    assertAll(
        () -> assertTrue(message.contains("ORDER_CACHE_TTL is \"y\""), message),
        () -> assertTrue(message.contains("ORDER_CACHE_Z"), message),
        () -> assertEquals(5, message.lines().count(), message));
  }

  @Test
  @DisplayName("never show a password, whether they are right or wrong")
  void passwords() {
    variables.put("ORDER_CACHE_JDBC_URL", JDBC + "?user=joe&password=secret1&sslpassword=secret4");
    variables.put("ORDER_CACHE_JDBC_PASSWORD", "secret2");
    variables.put("ORDER_CACHE_REDIS_URI", "redis://joe:secret3@cache:6379");
    String shown = read().toString();
    assertFalse(shown.contains("secret"), shown);
    assertTrue(shown.contains("db/orders?user=joe") && shown.contains("@cache:6379"), shown);

    variables.put("ORDER_CACHE_JDBC_URL", "jdbc:mysql://db?password=secret1");
    variables.put("ORDER_CACHE_REDIS_URI", "http://joe:secret3@cache");
    String message = assertProblem("jdbc:mysql://db?password=***");
    assertFalse(message.contains("secret"), message);

    properties.put("ORDER_CACHE_JDBC_PASSWORD", "secret5");
    properties.put("order-cache.jdbc-password", "secret6");
    String both = assertProblem("differ");
    assertFalse(both.contains("secret"), both);
  }

  @ParameterizedTest
  @DisplayName("refuse to serve other machines without users")
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void open(String host) {
    variables.put("ORDER_CACHE_HTTP_HOST", host);
    assertProblem("set ORDER_CACHE_USERS_FILE, or bind to 127.0.0.1");
    Path users = TestUsers.write(folder, TestUsers.line("ada", Role.ADMIN));
    variables.put("ORDER_CACHE_USERS_FILE", users.toString());
    assertEquals(
        HttpSettings.defaults().withAddress(host, 8080).withLimits(limits()).withUsers(users),
        read().http());
  }

  @ParameterizedTest
  @DisplayName("serve this machine without users")
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void loopback(String host) {
    variables.put("ORDER_CACHE_HTTP_HOST", host);
    assertEquals(host, read().http().host());
  }

  @ParameterizedTest
  @DisplayName("name both servers, unless they are those of the demonstration")
  @CsvSource({
    "ORDER_CACHE_REDIS_URI, ORDER_CACHE_JDBC_URL",
    "ORDER_CACHE_JDBC_URL, ORDER_CACHE_REDIS_URI",
    ", ORDER_CACHE_JDBC_URL and ORDER_CACHE_REDIS_URI"
  })
  void servers(@Nullable String named, String missing) {
    variables.keySet().removeIf(name -> !name.equals(named));
    assertProblem(missing + " must be set: order-cache-demo starts servers of its own");
    AppSettings demo = readForDemo();
    assertEquals("ORDER_CACHE_JDBC_URL".equals(named), demo.jdbc() != null);
    assertEquals("ORDER_CACHE_REDIS_URI".equals(named), demo.redisUri() != null);
    JdbcSettings own = JdbcSettings.of("jdbc:postgresql://demo/orders", "demo", "demo");
    assertEquals(own, demo.withServers(own, "redis://demo").jdbc());
    assertEquals("redis://demo", demo.withServers(own, "redis://demo").redisUri());
  }

  @Test
  @DisplayName("load demonstration orders only into the database of the demonstration")
  void demoOrders() {
    assertEquals(0, readForDemo().demoOrders());
    variables.put("ORDER_CACHE_DEMO_ORDERS", "0");
    assertEquals(0, readForDemo().demoOrders());
    assertProblem("ORDER_CACHE_DEMO_ORDERS goes with order-cache-demo only");
    variables.put("ORDER_CACHE_DEMO_ORDERS", "1");
    String message =
        String.valueOf(assertThrows(SettingsException.class, this::readForDemo).getMessage());
    assertTrue(message.contains("ORDER_CACHE_DEMO_ORDERS is 1"), message);
    variables.remove("ORDER_CACHE_JDBC_URL");
    assertEquals(1, readForDemo().demoOrders());
    variables.remove("ORDER_CACHE_DEMO_ORDERS");
    assertEquals(200_000, readForDemo().demoOrders());
  }

  @ParameterizedTest
  @DisplayName("refuse what belongs to the other mode of status changes")
  @CsvSource({
    "saga, CHANGE_GRACE, 30s, ORDER_CACHE_CHANGE_GRACE goes with ORDER_CACHE_STATUS_CHANGES=async",
    "async, SAGA_RECOVERY, retry, ORDER_CACHE_SAGA_RECOVERY goes with"
        + " ORDER_CACHE_STATUS_CHANGES=saga"
  })
  void otherMode(String mode, String name, String value, String problem) {
    variables.put("ORDER_CACHE_" + name, value);
    variables.put("ORDER_CACHE_STATUS_CHANGES", mode);
    assertProblem(problem + " only");
    variables.put("ORDER_CACHE_STATUS_CHANGES", mode.equals("saga") ? "async" : "saga");
    assertEquals(
        mode.equals("saga") ? Duration.ofSeconds(30) : Duration.ZERO,
        read().statusChanges().grace());
  }

  @ParameterizedTest
  @DisplayName("refuse a user or password without a database")
  @ValueSource(strings = {"ORDER_CACHE_JDBC_USER", "ORDER_CACHE_JDBC_PASSWORD"})
  void userWithoutUrl(String name) {
    variables.remove("ORDER_CACHE_JDBC_URL");
    variables.put(name, "joe");
    assertProblem("go with ORDER_CACHE_JDBC_URL only");
  }
}
