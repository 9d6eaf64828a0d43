package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.LogRecords;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisVersionTest {

  @RegisterExtension final LogRecords logged = new LogRecords(RedisVersion.class);

  private static void check(String... namesAndValues) {
    Properties info = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      info.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    RedisVersion.check(info);
  }

  private void assertWarnedOf(String server) {
    assertEquals(1, logged.size(), server);
    assertEquals(Level.WARNING, logged.get(0).getLevel());
    assertEquals(server, logged.get(0).getParameters()[0]);
    logged.clear();
  }

  @Test
  void theServerOfTheTestsIsSupported() {
    checkServer(RedisNode.shared());
    assertEquals(List.of(), logged);
  }

  private static void checkServer(RedisNode server) {
    try (RedisConnections connections =
        RedisConnections.open(server.uri(), freshNamespace(), LONG_TIMEOUTS)) {
      connections.checkServer();
    }
  }

  @Test
  void aServerWithoutInfoIsNotChecked() {
    try (RedisNode server = new RedisNode("rename-command", "INFO ")) {
      checkServer(server);
    }
    assertEquals(List.of(), logged);
  }

  @Test
  void aServerThatIsDownIsNotChecked() {
    try (RedisNode server = new RedisNode()) {
      server.stop();
      checkServer(server);
    }
    assertEquals(List.of(), logged);
  }

  @Test
  void testedVersionsAreNotWarnedOf() {
    check("redis_version", "6.2.0");
    check("redis_version", "7.4.1");
    check("redis_version", "8.0.2");
    check("redis_version", "7.2.4", "server_name", "valkey", "valkey_version", "8.1.1");
    RedisVersion.check(null);
    check();
    assertEquals(List.of(), logged);
  }

  @Test
  void otherVersionsAndOtherServersAreWarnedOf() {
    check("redis_version", "6.0.16");
    assertWarnedOf("Redis 6.0.16");
    check("redis_version", "8.2.0");
    assertWarnedOf("Redis 8.2.0");
    check("redis_version", "7.2.4", "server_name", "valkey", "valkey_version", "9.0.0");
    assertWarnedOf("Valkey 9.0.0");
    check("redis_version", "7.4.0", "dragonfly_version", "df-v1.27.1");
    assertWarnedOf("Dragonfly df-v1.27.1");
  }

  @Test
  void theOldestNodeOfAClusterCounts() {
    check("127.0.0.1:7000.redis_version", "7.0.1", "127.0.0.1:7001.redis_version", "6.0.1");
    assertWarnedOf("Redis 6.0.1");
  }

  @Test
  void aServerThatCannotWorkIsRefusedWithItsVersion() {
    Exception refusal =
        assertThrows(IllegalStateException.class, () -> check("redis_version", "4.0.14"));
    assertEquals(
        "Redis 4.0.14 is too old; supported are Redis 6.2 to 8.0 and Valkey 8.1",
        refusal.getMessage());
  }
}
