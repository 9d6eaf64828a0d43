package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.settings.HttpLimits;
import dev.ordercache.app.settings.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that send or read a little at a time, and more of them than the server has threads. */
class SlowClientsTest {

  private static final int CLIENTS = 300;
  private static final int MANY_REQUESTS = 200;
  private static final String LIST = "/api/orders?status=MANUFACTURING_APPROVED";
  private static final String ALL_CONNECTED = "(?s).*\nhttp_server_connections 30\\d\\.0\n.*";
  private static final String HEAD =
      """
      POST /api/orders/1/status-changes HTTP/1.1\r
      Host: localhost\r
      Content-Type: application/json\r
      Content-Length: 1000\r
      """;

  private final List<Socket> sockets = new ArrayList<>();
  private HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    http.close();
  }

  private Socket connect(String begin) throws IOException {
    URI address = http.address();
    Socket socket = new Socket(address.getHost(), address.getPort());
    sockets.add(socket);
    write(socket, begin);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a byte now and then, and returns the answer when the server ends the connection. */
  private static String drip(Socket socket) throws IOException {
    socket.setSoTimeout(500);
    InputStream in = socket.getInputStream();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (System.nanoTime() < end) {
      try {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (SocketTimeoutException e) {
        write(socket, "x");
      }
    }
    throw new AssertionError("the connection of a slow client is never ended");
  }

  private void assertAnswersOthers() {
    assertEquals(200, http.get("/health/live").statusCode());
    assertEquals(200, http.get(LIST).statusCode());
  }

  @Test
  void slowBodiesDelayNoOtherRequestAndEndWithAProblem() throws IOException {
    for (int client = 0; client < CLIENTS; client++) {
      connect(HEAD + "\r\n{");
    }
    assertAnswersOthers();
    String answer = drip(sockets.get(0));

    assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    assertTrue(answer.contains("\"field\":\"body\""), answer);
    assertAnswersOthers();
  }

  @Test
  void slowHeadsDelayNoOtherRequestAndEnd() throws IOException {
    for (int client = 0; client < CLIENTS; client++) {
      connect(HEAD);
    }
    assertAnswersOthers();

    String answer = "";
    try {
      answer = drip(sockets.get(0));
    } catch (SocketException reset) {
      // counts as the end
    }
    assertEquals("", answer, "there is nothing to answer");
    assertTrue(http.get("/metrics").body().contains("{reason=\"slow-head\"}"));
  }

  /** Requests much more than the buffers of the system hold, and reads nothing. */
  @Test
  void slowReadersDelayNoOtherRequestAndEnd() throws IOException {
    String contract = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (int client = 0; client < CLIENTS; client++) {
      connect(contract.repeat(MANY_REQUESTS));
    }
    assertAnswersOthers();
    Awaitility.await()
        .untilAsserted(() -> assertThrows(IOException.class, () -> write(sockets.get(0), "x")));
    assertAnswersOthers();
  }

  @Test
  void aSecondHeadIsNotToBeSlowEither() throws IOException {
    Socket socket = connect("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals('H', socket.getInputStream().read());
    write(socket, "GET /health/live HTT");

    String rest = drip(socket);
    assertEquals(-1, rest.indexOf("HTTP/1.1 "), "no second answer: " + rest);
  }

  @Test
  void aConnectionWithoutARequestIsLeftToTheIdleTimeout() throws IOException {
    Socket quiet = connect("");
    Socket used = connect("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals('H', used.getInputStream().read());
    drip(connect(HEAD)); // returns when a slow head has been closed

    for (Socket socket : List.of(quiet, used)) {
      write(socket, "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    assertEquals('H', quiet.getInputStream().read());
  }

  @Test
  void requestsThatWaitLeaveThreadsForProbes() {
    CountDownLatch released = new CountDownLatch(1);
    http.beforeReport = () -> awaitRelease(released);
    try {
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        waiting.add(http.sendLater(http.request("/api/cache/consistency").GET()));
      }
      Awaitility.await()
          .untilAsserted(() -> assertTrue(http.get("/metrics").body().matches(ALL_CONNECTED)));

      assertEquals(200, http.get("/health/live").statusCode());
      released.countDown();
      waiting.forEach(answer -> assertEquals(200, answer.join().statusCode()));
    } finally {
      released.countDown();
    }
  }

  private static void awaitRelease(CountDownLatch released) {
    try {
      assertTrue(released.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void connectionsOverTheLimitsAreClosedAndTheOthersStay() throws IOException {
    http.close();
    http =
        new HttpFixture(
            HttpSettings.defaults().withLimits(HttpLimits.defaults().withConnections(20, 10)));
    for (int client = 0; client < 10; client++) {
      connect("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertEquals('H', sockets.get(client).getInputStream().read());
    }
    Socket refused = connect("");
    refused.setSoTimeout(20_000);

    assertEquals(-1, refused.getInputStream().read());
    write(sockets.get(0), "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    sockets.get(1).close();
    Awaitility.await()
        .until(() -> connect("GET /health/live HTTP/1.0\r\n\r\n").getInputStream().read() == 'H');
  }

  @Test
  void probesHaveAPortOfTheirOwn() throws IOException {
    http.close();
    http =
        new HttpFixture(
            HttpSettings.defaults()
                .withProbePort(0)
                .withLimits(HttpLimits.defaults().withConnections(1, 1)));
    connect("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals('H', sockets.get(0).getInputStream().read());

    assertEquals(200, http.probe("/health/live"));
    assertEquals(404, http.probe("/api/statuses"));
    assertEquals(404, http.probe("/metrics"));
  }
}
