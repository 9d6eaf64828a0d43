package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings to be read, from sources that a test fills. */
abstract class SettingsFixture {

  static final String JDBC = "jdbc:postgresql://db/orders";
  static final String REDIS = "redis://cache";

  @TempDir Path folder;
  final Map<String, Object> properties = new HashMap<>();
  final Map<String, Object> variables =
      new HashMap<>(Map.of("ORDER_CACHE_JDBC_URL", JDBC, "ORDER_CACHE_REDIS_URI", REDIS));

  /** The default limits, which depend on how many files this process may open. */
  static HttpLimits limits() {
    int connections = OpenFiles.connections(HttpLimits.DEFAULT_CONNECTIONS);
    return HttpLimits.defaults().withConnections(connections, connections / 2);
  }

  AppSettings read() {
    return AppSettings.read(environment(), folder);
  }

  AppSettings readForDemo() {
    return AppSettings.readForDemo(environment(), folder);
  }

  private StandardEnvironment environment() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace("systemProperties", new MapPropertySource("systemProperties", properties));
    environment
        .getPropertySources()
        .replace(
            "systemEnvironment",
            new SystemEnvironmentPropertySource("systemEnvironment", variables));
    return environment;
  }

  String assertProblem(String part) {
    String message = String.valueOf(assertThrows(SettingsException.class, this::read).getMessage());
    assertTrue(message.contains(part), message);
    return message;
  }
}
