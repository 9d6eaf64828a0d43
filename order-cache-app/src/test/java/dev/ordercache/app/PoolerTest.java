package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.servers.InstalledPgBouncer;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.servers.TestServers;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The app behind a PgBouncer. */
class PoolerTest {

  @TempDir Path folder;

  private final AppDatabase database = AppDatabase.create();

  private InstalledPgBouncer pooler(String mode) {
    JdbcSettings direct = database.settings();
    return new InstalledPgBouncer(
        TestServers.debianPgBouncer(),
        folder,
        port(),
        Map.of(Objects.requireNonNull(direct.user()), Objects.requireNonNull(direct.password())),
        Map.of("pool_mode", mode));
  }

  private int port() {
    return URI.create(database.settings().url().substring("jdbc:".length())).getPort();
  }

  private Map<String, String> settings(InstalledPgBouncer pooler, String redis) {
    Map<String, String> settings = new HashMap<>(database.appSettings(redis));
    settings.put(
        "ORDER_CACHE_JDBC_URL",
        database.settings().url().replace(":" + port() + "/", ":" + pooler.port() + "/"));
    return settings;
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "transaction"})
  void theAppWorksBehindAPooler(String mode) throws Exception {
    try (InstalledPgBouncer pooler = pooler(mode);
        RedisNode redis = new RedisNode()) {
      Map<String, String> settings = settings(pooler, redis.uri());
      settings.put("ORDER_CACHE_JDBC_DIRECT_URL", database.settings().url());
      settings.put("ORDER_CACHE_JDBC_TRANSACTION_POOLING", "" + mode.equals("transaction"));
      database.enter(1, 5, "MANUFACTURING_APPROVED");
      try (RunningApp running = RunningApp.start(settings)) {
        DebianServersTest.assertWorks(running, database);
      }
    }
  }

  @Test
  void itDoesNotStartWithoutTheUrlOfTheServerItself() {
    try (InstalledPgBouncer pooler = pooler("session")) {
      Map<String, String> settings = settings(pooler, "redis://localhost:1");
      Throwable cause = assertThrows(RuntimeException.class, () -> RunningApp.start(settings));
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String message = String.valueOf(cause.getMessage());
      assertTrue(message.contains("ORDER_CACHE_JDBC_DIRECT_URL: there is a pooler"), message);
    }
  }
}
