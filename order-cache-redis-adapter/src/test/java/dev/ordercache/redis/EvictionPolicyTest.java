package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.LogRecords;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionPolicyTest {

  @RegisterExtension final LogRecords logged = new LogRecords(EvictionPolicy.class);

  private void start(String... settings) {
    try (RedisNode server = new RedisNode(settings);
        RedisConnections connections =
            RedisConnections.open(server.uri(), freshNamespace(), LONG_TIMEOUTS)) {
      connections.checkServer();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"volatile-ttl", "volatile-random", "allkeys-random"})
  void aPolicyThatEvictsTheGuardIsWarnedOf(String policy) {
    start("maxmemory", "100mb", "maxmemory-policy", policy);
    assertEquals(1, logged.size());
    LogRecord warning = logged.get(0);
    assertEquals(Level.WARNING, warning.getLevel());
    assertEquals(policy, warning.getParameters()[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"noeviction", "allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu"})
  void othersAreNot(String policy) {
    start("maxmemory", "100mb", "maxmemory-policy", policy);
    assertEquals(List.of(), logged);
  }

  @Test
  void withoutALimitNothingIsEvicted() {
    start("maxmemory-policy", "allkeys-random");
    assertEquals(List.of(), logged);
  }

  @Test
  void eachNodeOfAClusterIsLookedAt() {
    Properties info = new Properties();
    info.setProperty("127.0.0.1:7000.maxmemory", "1000");
    info.setProperty("127.0.0.1:7000.maxmemory_policy", "allkeys-lru");
    info.setProperty("127.0.0.1:7001.maxmemory", "1000");
    info.setProperty("127.0.0.1:7001.maxmemory_policy", "volatile-ttl");
    EvictionPolicy.check(info);
    assertEquals("volatile-ttl", logged.get(0).getParameters()[0]);
  }
}
