package dev.ordercache.caching;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.servers.EmbeddedServers;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The database runs, but is slow, at the start. */
class SlowStartTest {

  @Test
  void aDatabaseThatIsSlowToConnectDoesNotEndTheStart() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
      JdbcSettings direct = Addresses.settings(servers.postgres().orElseThrow());
      int port = URI.create(direct.url().substring("jdbc:".length())).getPort();
      Duration delay = direct.connectTimeout().plusMillis(500);
      try (DelayingProxy door = new DelayingProxy(port, delay)) {
        String url = direct.url().replace(":" + port + "/", ":" + door.port() + "/");
        JdbcSettings slow = JdbcSettings.of(url, direct.user(), direct.password());
        try (Database database = Database.of(slow, 1, false)) {
          Schema schema = new Schema(database.migrations(), OrdersTable.defaults());

          assertDoesNotThrow(schema::migrate);
        }
      }
    }
  }
}
