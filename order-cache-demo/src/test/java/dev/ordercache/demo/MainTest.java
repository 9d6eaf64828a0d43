package dev.ordercache.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.ChildJvm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program in a JVM of its own. */
class MainTest {

  private static final int EXIT_CODE_OF_SIGTERM = 143;

  @TempDir Path temporary;

  private ChildJvm start(Map<String, String> settings) {
    return ChildJvm.of(Main.class)
        .with("-Djava.io.tmpdir=" + temporary)
        .with(Map.of("ORDER_CACHE_HTTP_PORT", "0"))
        .with(settings)
        .start();
  }

  private void assertNothingLeft() {
    assertArrayEquals(new String[0], temporary.toFile().list());
    assertEquals(
        List.of(),
        ProcessHandle.allProcesses()
            .filter(p -> p.info().command().orElse("").startsWith(temporary.toString()))
            .toList());
  }

  @Test
  void answersWithOrdersAndLeavesNothingWhenItIsStopped() throws Exception {
    try (ChildJvm run = start(Map.of("ORDER_CACHE_DEMO_ORDERS", "5000"))) {
      URI address = URI.create(run.await("Order cache ready at "));
      URI list = address.resolve("/api/orders?status=MANUFACTURING_APPROVED");
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("\"number\":\"A-"), answer.body());

      run.terminate();
      String rest = String.join("\n", run.rest());
      assertEquals(EXIT_CODE_OF_SIGTERM, run.process().waitFor());
      assertEquals("", rest, "the app is stopped before the servers that it uses");
      assertNothingLeft();
    }
  }

  /** What it does next takes some seconds, and is done by a server that it must not wait for. */
  @Test
  void leavesNothingWhenItIsStoppedWhileTheOrdersAreLoaded() throws Exception {
    try (ChildJvm run = start(Map.of())) {
      run.awaitPart("Embedded PostgreSQL started");
      run.terminate();

      List<String> lines = run.rest();
      assertTrue(lines.stream().noneMatch(line -> line.contains("ready")), lines::toString);
      assertEquals(EXIT_CODE_OF_SIGTERM, run.process().waitFor());
      assertNothingLeft();
    }
  }

  /** Without a temporary folder, the start of a server would fail with another message. */
  @ParameterizedTest
  @ValueSource(strings = {"ORDER_CACHE_HTTP_PORT", "ORDER_CACHE_PROBE_PORT"})
  void saysThatAPortIsTakenBeforeItStartsAServer(String setting) throws Exception {
    temporary = temporary.resolve("missing");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (ChildJvm run = start(Map.of(setting, port))) {
        assertEquals(
            List.of(
                "Order cache cannot start: cannot listen at 127.0.0.1:"
                    + port
                    + ", which ORDER_CACHE_HTTP_HOST and "
                    + setting
                    + " say",
                "  because: Address already in use"),
            run.rest());
        assertEquals(1, run.process().waitFor());
      }
    }
  }
}
