package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.jdbc.JdbcSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@DisplayName("The settings")
class AppSettingsTest {

  private static final String JDBC = "jdbc:postgresql://db/orders";

  @TempDir Path folder;
  private final Map<String, Object> properties = new HashMap<>();
  private final Map<String, Object> variables = new HashMap<>();

  @Test
  @DisplayName("have defaults for trying the application")
  void defaults() {
    assertEquals(
        new AppSettings(
            null,
            null,
            new CacheSettings("default", Duration.ofSeconds(2), Duration.ofHours(1), true),
            new HttpSettings("127.0.0.1", 8080, 0, null),
            StatusChangeMode.DIRECT,
            200_000),
        read());
  }

  @Test
  @DisplayName("are all read")
  void all() throws IOException {
    Path users = Files.createFile(folder.resolve("users"));
    variables.putAll(
        Map.of(
            "ORDER_CACHE_JDBC_URL", JDBC,
            "ORDER_CACHE_JDBC_USER", "joe",
            "ORDER_CACHE_JDBC_PASSWORD", " ${HOME} ",
            "ORDER_CACHE_REDIS_URI", "rediss://cache:6380/1",
            "ORDER_CACHE_NAMESPACE", "plant-1",
            "ORDER_CACHE_STALENESS_BOUND", "500ms",
            "ORDER_CACHE_TTL", "PT10M",
            "ORDER_CACHE_PRELOAD", "false",
            "ORDER_CACHE_STATUS_CHANGES", "direct",
            "ORDER_CACHE_DEMO_ORDERS", "0"));
    variables.putAll(
        Map.of(
            "ORDER_CACHE_HTTP_HOST", "0.0.0.0",
            "ORDER_CACHE_HTTP_PORT", "0",
            "ORDER_CACHE_RATE_LIMIT", "50",
            "ORDER_CACHE_USERS_FILE", users.toString()));
    assertEquals(
        new AppSettings(
            JdbcSettings.of(JDBC, "joe", " ${HOME} "),
            "rediss://cache:6380/1",
            new CacheSettings("plant-1", Duration.ofMillis(500), Duration.ofMinutes(10), false),
            new HttpSettings("0.0.0.0", 0, 50, users),
            StatusChangeMode.DIRECT,
            0),
        read());
  }

  @Test
  @DisplayName("come from system properties before variables before the file")
  void precedence() throws IOException {
    Files.writeString(
        folder.resolve("order-cache.properties"),
        "order-cache.http-port=3\nORDER_CACHE_RATE_LIMIT=3\norder-cache.namespace=file\n");
    variables.put("ORDER_CACHE_HTTP_PORT", "2");
    variables.put("ORDER_CACHE_RATE_LIMIT", "2");
    properties.put("order-cache.http-port", "1");
    AppSettings settings = read();
    assertEquals(1, settings.http().port());
    assertEquals(2, settings.http().rateLimit());
    assertEquals("file", settings.cache().namespace());
  }

  @Test
  @DisplayName("come from the file that is named, and not from the usual one then")
  void namedFile() throws IOException {
    Files.writeString(folder.resolve("order-cache.properties"), "order-cache.http-port=1");
    Files.writeString(folder.resolve("other"), "order-cache.rate-limit=2");
    variables.put("ORDER_CACHE_CONFIG", "other");
    assertEquals(new HttpSettings("127.0.0.1", 8080, 2, null), read().http());
  }

  @Test
  @DisplayName("say so when the named file is missing, or names another")
  void missingFile() throws IOException {
    variables.put("ORDER_CACHE_CONFIG", "missing");
    assertProblem("missing");
    variables.clear();
    Files.writeString(folder.resolve("order-cache.properties"), "order-cache.config=other");
    assertProblem("ORDER_CACHE_CONFIG has no effect in a file");
  }

  @ParameterizedTest
  @DisplayName("are known in two forms as a property")
  @ValueSource(strings = {"ORDER_CACHE_HTTP_PORT", "order-cache.http-port"})
  void forms(String name) {
    properties.put(name, "81");
    assertEquals(81, read().http().port());
  }

  @Test
  @DisplayName("may not contradict each other in the two forms")
  void contradiction() {
    properties.put("ORDER_CACHE_HTTP_PORT", "81");
    properties.put("order-cache.http-port", "82");
    assertProblem("differ");
    properties.put("order-cache.http-port", "81");
    assertEquals(81, read().http().port());
  }

  @ParameterizedTest
  @DisplayName("are refused under an unknown name, and the known ones listed")
  @ValueSource(
      strings = {
        "ORDER_CACHE_HTTP_PROT",
        "order-cache.http-prot",
        "order.cache.http.port",
        "order-cache.http.port",
        "order_cache_http_port",
        "ORDER_CACHE_"
      })
  void unknown(String name) {
    properties.put(name, "81");
    String message = assertProblem(name + " (system property) is not a setting");
    assertTrue(message.contains("ORDER_CACHE_STALENESS_BOUND"), message);
  }

  @Test
  @DisplayName("ignore what is meant for others")
  void others() {
    variables.put("ORDERS_CACHE", "x");
    properties.put("java.io.tmpdir", "/tmp");
    assertEquals(8080, read().http().port());
  }

  @Test
  @DisplayName("take an empty value for none")
  void empty() {
    variables.put("ORDER_CACHE_JDBC_URL", "");
    variables.put("ORDER_CACHE_HTTP_HOST", " ");
    variables.put("ORDER_CACHE_HTTP_PORT", " 81 ");
    assertNull(read().jdbc());
    assertEquals(new HttpSettings("127.0.0.1", 81, 0, null), read().http());
  }

  @ParameterizedTest(name = "{0} = {1}")
  @DisplayName("are refused when malformed, with the name, the value and the rule")
  @CsvSource({
    "JDBC_URL, jdbc:mysql://x, must be of the form jdbc:postgresql:",
    "REDIS_URI, localhost:6379, must be a URI such as redis://host:6379",
    "REDIS_URI, redis://, must be a URI",
    "NAMESPACE, {a}, is 1 to 64 letters",
    "NAMESPACE, a.b, digits",
    "STALENESS_BOUND, 199ms, must be a duration from PT0.2S",
    "STALENESS_BOUND, 2, must be a duration",
    "STALENESS_BOUND, -PT2S, must be a duration",
    "STALENESS_BOUND, 2h, to PT1H",
    "TTL, 999ms, must be a duration from PT1S",
    "TTL, soon, 'such as 500ms, 2s, 5m, 1h or PT2S'",
    "PRELOAD, yes, must be true or false",
    "STATUS_CHANGES, async, is not built yet: only direct is",
    "STATUS_CHANGES, saga, is not built yet: only direct is",
    "STATUS_CHANGES, queue, must be direct",
    "DEMO_ORDERS, -1, must be a whole number from 0 to 10000000",
    "DEMO_ORDERS, 10000001, must be a whole number from 0 to 10000000",
    "HTTP_HOST, no.such.host.invalid, 'must be an address, or a name that has one'",
    "HTTP_PORT, 65536, must be a whole number from 0 to 65535",
    "HTTP_PORT, 99999999999, must be a whole number from 0 to 65535",
    "RATE_LIMIT, 1.5, must be a whole number",
    "USERS_FILE, /no/such/file, 'must be a file, readable'",
  })
  void malformed(String name, String value, String rule) {
    variables.put("ORDER_CACHE_" + name, value);
    String start = "ORDER_CACHE_" + name + " is \"" + value + "\" (environment variable): ";
    String message = assertProblem(start);
    assertTrue(message.contains(rule), message);
  }

  @ParameterizedTest
  @DisplayName("know durations in several forms")
  @CsvSource({"200ms, 200", "2s, 2000", "1m, 60000", "1h, 3600000", "PT1.5S, 1500", "pt2s, 2000"})
  void durations(String text, long millis) {
    variables.put("ORDER_CACHE_STALENESS_BOUND", text);
    assertEquals(Duration.ofMillis(millis), read().cache().stalenessBound());
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
  @DisplayName("never show a password, neither when wrong nor when right")
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
  @DisplayName("refuse to let others in without users")
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void open(String host) throws IOException {
    variables.put("ORDER_CACHE_HTTP_HOST", host);
    assertProblem("set ORDER_CACHE_USERS_FILE, or bind to 127.0.0.1");
    Path users = Files.createFile(folder.resolve("users"));
    variables.put("ORDER_CACHE_USERS_FILE", users.toString());
    assertEquals(new HttpSettings(host, 8080, 0, users), read().http());
  }

  @ParameterizedTest
  @DisplayName("let this machine in without users")
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void loopback(String host) {
    variables.put("ORDER_CACHE_HTTP_HOST", host);
    assertEquals(host, read().http().host());
  }

  @Test
  @DisplayName("load demonstration orders only into an embedded database")
  void demoOrders() {
    variables.put("ORDER_CACHE_JDBC_URL", JDBC);
    assertEquals(0, read().demoOrders());
    variables.put("ORDER_CACHE_DEMO_ORDERS", "0");
    assertEquals(0, read().demoOrders());
    variables.put("ORDER_CACHE_DEMO_ORDERS", "1");
    assertProblem("ORDER_CACHE_DEMO_ORDERS is 1");
    variables.remove("ORDER_CACHE_JDBC_URL");
    assertEquals(1, read().demoOrders());
  }

  @ParameterizedTest
  @DisplayName("have no use for a user or password without a database")
  @ValueSource(strings = {"ORDER_CACHE_JDBC_USER", "ORDER_CACHE_JDBC_PASSWORD"})
  void userWithoutUrl(String name) {
    variables.put(name, "joe");
    assertProblem("go with ORDER_CACHE_JDBC_URL only");
  }

  private AppSettings read() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace("systemProperties", new MapPropertySource("systemProperties", properties));
    environment
        .getPropertySources()
        .replace(
            "systemEnvironment",
            new SystemEnvironmentPropertySource("systemEnvironment", variables));
    return AppSettings.read(environment, folder);
  }

  private String assertProblem(String part) {
    String message = String.valueOf(assertThrows(SettingsException.class, this::read).getMessage());
    assertTrue(message.contains(part), message);
    return message;
  }
}
