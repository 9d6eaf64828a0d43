package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.servers.EmbeddedServers;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A database that is there, but slow, when the app starts. */
class SlowStartTest {

  @Test
  void aDatabaseThatIsSlowToConnectDoesNotEndTheStart() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(true, false)) {
      JdbcSettings direct = AppDatabase.of(servers.postgres().orElseThrow()).settings();
      int port = URI.create(direct.url().substring("jdbc:".length())).getPort();
      Duration delay = direct.connectTimeout().plusMillis(500);
      try (SlowDoor door = new SlowDoor(port, delay)) {
        String url = direct.url().replace(":" + port + "/", ":" + door.port() + "/");
        JdbcSettings slow = JdbcSettings.of(url, direct.user(), direct.password());
        Schema schema = new Schema(slow, OrdersTable.defaults());

        assertDoesNotThrow(schema::migrate);
      }
    }
  }
}
