package dev.ordercache.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.settings.AppSettings;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendsTest {

  private static final String JDBC = "jdbc:postgresql://db/orders";

  @AfterEach
  void nameNothing() {
    System.clearProperty("order-cache.jdbc-url");
    System.clearProperty("order-cache.redis-uri");
  }

  @Test
  void serversThatAreNamedAreNotStarted() {
    System.setProperty("order-cache.jdbc-url", JDBC);
    System.setProperty("order-cache.redis-uri", "redis://cache");
    AppSettings named = AppSettings.loadForDemo();
    try (Backends backends = Backends.start(named)) {
      assertNull(backends.embedded());
      assertSame(named, backends.settings());
      RuntimeException failure = new IllegalStateException();
      assertSame(failure, backends.explain(failure));
    }
  }

  @Test
  void theServerThatIsNotNamedIsStarted() {
    System.setProperty("order-cache.jdbc-url", JDBC);
    try (Backends backends = Backends.start(AppSettings.loadForDemo())) {
      assertEquals(JDBC, Objects.requireNonNull(backends.settings().jdbc()).url());
      String redis = Objects.requireNonNull(backends.settings().redisUri());
      assertTrue(redis.contains("@127.0.0.1:"), "an embedded Redis");
    }
  }
}
