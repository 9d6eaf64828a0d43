package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The values of settings")
class SettingValuesTest extends SettingsFixture {

  @ParameterizedTest(name = "{0} = {1}")
  @DisplayName("are refused when malformed, with the name, the value and the rule")
  @CsvSource({
    "JDBC_URL, jdbc:mysql://x, must be of the form jdbc:postgresql:",
    "REDIS_URI, localhost:6379, must be a URI such as redis://host:6379",
    "REDIS_URI, redis://, must be a URI",
    "NAMESPACE, {a}, must be 1 to 64 letters",
    "NAMESPACE, a.b, digits",
    "STALENESS_BOUND, 199ms, must be a duration from PT0.2S",
    "STALENESS_BOUND, 2, must be a duration",
    "STALENESS_BOUND, -PT2S, must be a duration",
    "STALENESS_BOUND, 2h, to PT1H",
    "TTL, 999ms, must be a duration from PT1S",
    "TTL, soon, 'such as 500ms, 2s, 5m, 1h or PT2S'",
    "MAX_MEMORY, 1023KB, 'must be a size from 1MB to 1TB, such as 256MB or 4GB'",
    "MAX_MEMORY, 0MB, must be a size from 1MB",
    "MAX_MEMORY, 2TB, must be a size from 1MB to 1TB",
    "MAX_MEMORY, 268435456, must be a size",
    "PRELOAD, yes, must be true or false",
    "CONSISTENCY_SAMPLE, 1.01, must be a number from 0 to 1",
    "CONSISTENCY_SAMPLE, -0.1, must be a number from 0 to 1",
    "CONSISTENCY_SAMPLE, NaN, 'must be a number from 0 to 1, such as 0.01'",
    "CONSISTENCY_SAMPLE, 1%, must be a number from 0 to 1",
    "STATUS_CHANGES, direct, must be async or saga",
    "STATUS_CHANGES, queue, must be async or saga",
    "SAGA_RECOVERY, forward, must be compensate or retry",
    "CHANGE_GRACE, 2h, must be a duration from PT0S to PT1H",
    "CHANGE_REQUESTS, 151, must be a whole number from 1 to 150",
    "CHANGE_WORKERS, 0, must be a whole number from 1 to 64",
    "CHANGE_WORKERS, 65, must be a whole number from 1 to 64",
    "CHANGE_RETENTION, 59s, must be a duration from PT1M",
    "CHANGE_ARCHIVE, 1, must be true or false",
    "DEMO_ORDERS, -1, must be a whole number from 0 to 10000000",
    "DEMO_ORDERS, 10000001, must be a whole number from 0 to 10000000",
    "HTTP_NAMES, 'mes.example:80', must be a list of names",
    "HTTP_NAMES, 'a,,b', must be a list of names",
    "HTTP_NAMES, 'http://mes', must be a list of names",
    "TRUSTED_PROXIES, proxy, must be a list of addresses and ranges",
    "TRUSTED_PROXIES, 10.0.0.0/33, must be a list of addresses and ranges",
    "TRUSTED_PROXIES, '10.0.0.1,', must be a list of addresses and ranges",
    "PROBE_PORT, 65536, must be a whole number from 0 to 65535",
    "CONNECTIONS, 0, must be a whole number from 1",
    "CONNECTIONS, 100000000, must be a whole number from 1",
    "CONNECTIONS_PER_ADDRESS, 0, must be a whole number from 1",
    "STOP_DELAY, 11m, must be a duration from PT0S to PT10M",
    "HTTP_HOST, no.such.host.invalid, 'must be an address, or a name that has one'",
    "HTTP_PORT, 65536, must be a whole number from 0 to 65535",
    "HTTP_PORT, 99999999999, must be a whole number from 0 to 65535",
    "RATE_LIMIT, 1.5, must be a whole number",
    "EVENT_CLIENTS, 0, must be a whole number from 1 to 1000000",
    "EVENT_CLIENTS_PER_USER, 1000001, must be a whole number from 1 to 1000000",
    "USERS_FILE, /no/such/file, 'must be a file, readable'",
  })
  void malformed(String name, String value, String rule) {
    variables.put("ORDER_CACHE_" + name, value);
    String start = "ORDER_CACHE_" + name + " is \"" + value + "\" (environment variable): ";
    String message = assertProblem(start);
    assertTrue(message.contains(rule), message);
  }

  @Test
  @DisplayName("are refused without naming the setting twice")
  void named() {
    variables.put("ORDER_CACHE_NAMESPACE", "a.b");
    assertProblem("ORDER_CACHE_NAMESPACE is \"a.b\" (environment variable): must be 1 to 64");
  }

  @Test
  @DisplayName("give the server names only together with users")
  void names() {
    variables.put("ORDER_CACHE_HTTP_NAMES", "mes.example");
    assertProblem("ORDER_CACHE_HTTP_NAMES goes with ORDER_CACHE_USERS_FILE only");
  }

  @Test
  @DisplayName("have a certificate and a key together")
  void tls() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    variables.put("ORDER_CACHE_TLS_KEY", file.toString());
    assertProblem("ORDER_CACHE_TLS_CERTIFICATE and ORDER_CACHE_TLS_KEY go together");
    variables.put("ORDER_CACHE_TLS_CERTIFICATE", file.toString());
    assertEquals(new TlsFiles(file, file), read().http().tls());
  }

  @ParameterizedTest
  @DisplayName("are durations in several forms")
  @CsvSource({"200ms, 200", "2s, 2000", "1m, 60000", "1h, 3600000", "PT1.5S, 1500", "pt2s, 2000"})
  void durations(String text, long millis) {
    variables.put("ORDER_CACHE_STALENESS_BOUND", text);
    assertEquals(Duration.ofMillis(millis), read().plan().stalenessBound());
  }

  @ParameterizedTest
  @DisplayName("are shares")
  @CsvSource({"0, 0", "1, 1", "0.005, 0.005", "1.0, 1"})
  void shares(String text, double share) {
    variables.put("ORDER_CACHE_CONSISTENCY_SAMPLE", text);
    assertEquals(share, read().cache().consistencySample());
  }
}
