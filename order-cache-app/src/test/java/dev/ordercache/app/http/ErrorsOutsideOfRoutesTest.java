package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsOutsideOfRoutesTest {

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"})
  void anUnknownPathIsAProblemForEveryMethod(String method) {
    assertProblem(404, "not-found", send(method, "/api/nothing"));
  }

  @Test
  void headGetsTheSameProblemWithoutItsBody() {
    HttpResponse<String> head = send("HEAD", "/api/nothing");

    assertEquals(404, head.statusCode());
    assertEquals("application/problem+json", header(head, "Content-Type"));
    assertEquals(
        header(send("GET", "/api/nothing"), "Content-Length"), header(head, "Content-Length"));
    assertEquals("", head.body());
  }

  private HttpResponse<String> send(String method, String path) {
    return http.send(http.request(path).method(method, BodyPublishers.noBody()));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "DELETE /api/orders/%zz HTTP/1.1,             Host: localhost, 400 Bad Request",
    "PUT /api/orders/%FF HTTP/1.1,                Host: localhost, 400 Bad Request",
    "PATCH /api/orders/1%2F2 HTTP/1.1,            Host: localhost, 400 Bad Request",
    "DELETE /api/../../x HTTP/1.1,                Host: localhost, 400 Bad Request",
    "OPTIONS * HTTP/1.1,                          Host: localhost, 404 Not Found",
    "DELETE /api/cache HTTP/1.1,                  Hots: x, 400 Bad Request",
    "DELETE /api/cache HTTP/1.1,                  Host: a b, 400 Bad Request",
    "DELETE /api/cache HTTP/3.0,                  Host: localhost, 505 HTTP Version Not Supported",
    "PUT /api/cache HTTP/1.1,                     'Host: localhost\r\nContent-Length: y', 400 Bad Request",
    "DELETE /api/cache HTTP/1.1,                  'Host: localhost\r\nExpect: y', 417 Expectation Failed",
    "PRI * HTTP/2.0,                              Host: localhost, 426 Upgrade Required",
    "nonsense,                                    Host: localhost, 400 Bad Request"
  })
  void aMalformedRequestIsAProblemToo(String line, String headers, String status) {
    assertIsProblem(status, line + "\r\n" + headers + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aRequestWithTooMuchInItsHeadIsAProblemToo() {
    String much = "a".repeat(9_000);

    assertIsProblem(
        "414 URI Too Long",
        "DELETE /" + much + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertIsProblem(
        "431 Request Header Fields Too Large",
        "DELETE / HTTP/1.1\r\nHost: localhost\r\nX: " + much + "\r\nConnection: close\r\n\r\n");
  }

  /** Jetty keeps the connection open for a tunnel. */
  @Test
  void connectIsAProblemToo() throws IOException {
    try (Socket socket = new Socket(http.address().getHost(), http.address().getPort())) {
      socket.setSoTimeout(20_000);
      String request = "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

      assertEquals("HTTP/1.1 404", status);
    }
  }

  private void assertIsProblem(String status, String request) {
    String answer = http.raw(request);

    assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
    assertTrue(answer.contains("\r\nContent-Type: application/problem+json\r\n"), answer);
    ProblemErrorHandlerTest.assertEachHeaderOnce(answer);
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertEquals(
        Integer.parseInt(status.substring(0, 3)),
        Json.parse(body).get("status").intValue(),
        answer);
  }
}
