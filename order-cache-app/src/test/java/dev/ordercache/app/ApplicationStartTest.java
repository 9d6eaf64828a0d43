package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationStartTest {

  private static final String TEMPORARY_FOLDER = "java.io.tmpdir";

  @TempDir Path folder;
  private final String before = System.getProperty(TEMPORARY_FOLDER);

  /** Without one, the start of an embedded server fails at once, and with another exception. */
  @BeforeEach
  void takeTheTemporaryFolderAway() {
    System.setProperty(TEMPORARY_FOLDER, folder.resolve("missing").toString());
  }

  @AfterEach
  void giveItBack() {
    System.setProperty(TEMPORARY_FOLDER, before);
  }

  private static void assertRefused(String address, Map<String, String> settings) {
    String message =
        assertThrows(IllegalStateException.class, () -> RunningApp.start(settings)).toString();
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
  void anAddressOfAnotherMachineIsNoticedBeforeAnythingIsStarted() {
    Path users = TestUsers.write(folder, TestUsers.line("ada", Role.ADMIN));
    assertRefused(
        "192.0.2.1:0",
        Map.of("ORDER_CACHE_HTTP_HOST", "192.0.2.1", "ORDER_CACHE_USERS_FILE", users.toString()));
  }
}
