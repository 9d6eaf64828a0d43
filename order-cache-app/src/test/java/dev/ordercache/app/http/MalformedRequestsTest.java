package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class MalformedRequestsTest {

  private static final int CONNECTIONS = 4;
  private static final int PAIRS = 4_000;

  /** Is answered by another thread, because of its body. */
  private static final String GOOD =
      "POST /api/orders/1/status-changes HTTP/1.1\r\nHost: localhost\r\n"
          + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

  private static final String MALFORMED = "DELETE /api//cache HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Test
  void theyEndNoOtherRequest() {
    try (HttpFixture http = new HttpFixture()) {
      assertEquals(allAnswered("400"), send(http.address()));
    }
  }

  /**
   * Without the protection. If a later Jetty is correct, this fails, and the class can be removed.
   */
  @Test
  void thoseThatJettyRefusesItselfDo() throws Exception {
    Server server = new Server();
    server.setErrorHandler(new ProblemErrorHandler(new RequestMetrics(new SimpleMeterRegistry())));
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    server.setHandler(new AnsweredByOtherThreads());
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
      List<String> statuses = send(address);
      for (int again = 0; again < 10 && statuses.equals(allAnswered("204")); again++) {
        statuses = send(address);
      }
      assertNotEquals(allAnswered("204"), statuses);
    } finally {
      server.stop();
    }
  }

  @Test
  void aBodyThatHasNotComeEndsTheConnectionAndTheAnswerSaysSo() {
    try (HttpFixture http = new HttpFixture()) {
      String answer =
          http.raw("POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{");

      assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
      assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    }
  }

  private static List<String> allAnswered(String status) {
    String one = (status + " 400 ").repeat(PAIRS);
    return List.of(one, one, one, one);
  }

  /** The statuses of good and malformed requests in turn, on each of some connections. */
  private static List<String> send(URI address) {
    List<CompletableFuture<String>> connections = new ArrayList<>();
    for (int n = 0; n < CONNECTIONS; n++) {
      connections.add(
          CompletableFuture.supplyAsync(
              () -> statuses(address), task -> new Thread(task, "client").start()));
    }
    return connections.stream().map(CompletableFuture::join).toList();
  }

  private static String statuses(URI address) {
    StringBuilder statuses = new StringBuilder();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(20_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int n = 0; n < PAIRS; n++) {
        for (String request : List.of(GOOD, MALFORMED)) {
          socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
          statuses.append(status(in)).append(' ');
        }
      }
    } catch (IOException e) {
      statuses.append(e);
    }
    return statuses.toString();
  }

  private static String status(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    in.readNBytes(length);
    return status.split(" ", -1)[1];
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the connection has ended");
      }
      line.append((char) read);
    }
    return line.toString().strip();
  }

  private static final class AnsweredByOtherThreads extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      request
          .getComponents()
          .getExecutor()
          .execute(() -> ApiResponse.empty(204).send(response, callback));
      return true;
    }
  }
}
