package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class ProblemErrorHandlerTest {

  @Test
  void theHeadersOfAnAnswerThatFailedGiveWayToThoseOfTheProblem() throws Exception {
    Server server = new Server();
    server.setErrorHandler(new ProblemErrorHandler(new RequestMetrics(new SimpleMeterRegistry())));
    LocalConnector connector = new LocalConnector(server);
    server.addConnector(connector);
    server.setHandler(new Failing());
    server.start();
    try {
      String answer = connector.getResponse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
      assertTrue(answer.contains("\r\nContent-Type: application/problem+json\r\n"), answer);
      assertTrue(answer.contains("\r\nCache-Control: no-store\r\n"), answer);
      assertEachHeaderOnce(answer);
    } finally {
      server.stop();
    }
  }

  static void assertEachHeaderOnce(String answer) {
    long headers = answer.lines().skip(1).takeWhile(line -> !line.isEmpty()).count();
    long names =
        answer
            .lines()
            .skip(1)
            .takeWhile(line -> !line.isEmpty())
            .map(line -> line.substring(0, line.indexOf(':')))
            .distinct()
            .count();
    assertEquals(names, headers, answer);
  }

  private static final class Failing extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      ApiResponse failing =
          ApiResponse.stream(
                  "text/plain",
                  (same, end) -> {
                    throw new IllegalStateException("on purpose");
                  })
              .add("Cache-Control", "private");
      try {
        failing.send(response, callback);
      } catch (IllegalStateException e) {
        Response.writeError(request, response, callback, 500);
      }
      return true;
    }
  }
}
