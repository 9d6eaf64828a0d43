package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationStartTest {

  @TempDir Path folder;

  /** Servers that do not answer would fail the start too, and with another exception. */
  private static void assertRefused(String address, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("ORDER_CACHE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/orders");
    all.put("ORDER_CACHE_REDIS_URI", "redis://127.0.0.1:1");
    String message =
        assertThrows(IllegalStateException.class, () -> RunningApp.start(all)).toString();
    assertTrue(message.contains(address), message);
    assertTrue(message.contains("ORDER_CACHE_HTTP_HOST and ORDER_CACHE_HTTP_PORT"), message);
  }

  @Test
  void aTakenPortIsNoticedBeforeAnythingIsStarted() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused("127.0.0.1:" + port, Map.of("ORDER_CACHE_HTTP_PORT", port));
    }
  }

  @Test
  void aDirectUrlOfAnotherDatabaseIsRefusedByTheNameOfTheSetting() {
    AppDatabase direct = AppDatabase.create();
    Map<String, String> settings =
        new HashMap<>(AppDatabase.create().appSettings("redis://127.0.0.1:1"));
    settings.put("ORDER_CACHE_JDBC_DIRECT_URL", direct.settings().url());

    Throwable refused = assertThrows(RuntimeException.class, () -> RunningApp.start(settings));
    while (refused.getCause() != null) {
      refused = refused.getCause();
    }
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("ORDER_CACHE_JDBC_URL: the pool leads to"), message);
  }

  @Test
  void anAddressOfAnotherMachineIsNoticedBeforeAnythingIsStarted() {
    Path users = TestUsers.write(folder, TestUsers.line("ada", Role.ADMIN));
    assertRefused(
        "192.0.2.1:0",
        Map.of("ORDER_CACHE_HTTP_HOST", "192.0.2.1", "ORDER_CACHE_USERS_FILE", users.toString()));
  }
}
