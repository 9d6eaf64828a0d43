package dev.ordercache.app.http;

import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.settings.HttpSettings;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.preload.PreloadProgress.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a page of another site can make a browser send. */
class OriginTest {

  private static final String LIST = "GET /api/orders?status=MANUFACTURING_APPROVED";

  @TempDir Path folder;
  private HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private String send(String request, String... headers) {
    return http.raw(
        request + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n");
  }

  private static void assertStatus(int status, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "10.0.0.1",
        "[2001:db8::1]",
        "2130706433",
        "127.1",
        "0x7f000001"
      })
  void aNameThatIsNotLoopbacksReadsAndChangesNothing(String host) {
    http.database.put(order(1).build());

    assertStatus(421, send(LIST, "Host: " + host));
    assertStatus(421, send("DELETE /api/cache", "Host: " + host, "Origin: http://" + host));
    assertStatus(421, send("POST /api/cache/preload", "Host: " + host));
    assertStatus(421, send("GET http://" + host + "/api/orders/1", "Host: " + host));
    assertStatus(400, send("GET http://" + host + "/api/orders/1", "Host: localhost"));
    assertSame(State.IDLE, http.preload.progress().state());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:9", "127.0.0.1", "127.0.0.1:80", "127.9.9.9", "[::1]:80"})
  void loopbackNamesAreServed(String host) {
    assertStatus(200, send(LIST, "Host: " + host));
  }

  @Test
  void probesAnswerUnderAnyName() {
    assertStatus(200, send("GET /health/live", "Host: 10.1.2.3:8080"));
  }

  @ParameterizedTest
  @CsvSource({
    "mes.example, 200",
    "MES.example:8443, 200",
    "localhost, 200",
    "127.0.0.1, 200",
    "other.example, 421",
    "10.0.0.1, 421"
  })
  void withUsersItAnswersToTheNamesThatItWasGiven(String host, int status) throws IOException {
    http.close();
    Path users = TestUsers.write(folder, TestUsers.line("ada", Role.VIEWER));
    http =
        new HttpFixture(HttpSettings.defaults().withUsers(users).withNames(Set.of("mes.example")));

    assertStatus(status, send(LIST, "Host: " + host, "Authorization: Basic YWRhOnNlY3JldA=="));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-Fetch-Site: cross-site | 403",
        "Sec-Fetch-Site: same-site | 403",
        "Sec-Fetch-Site: nonsense | 403",
        "Sec-Fetch-Site: same-origin | 202",
        "Sec-Fetch-Site: none | 202",
        "Origin: http://evil.example | 403",
        "Origin: http://localhost:81 | 403",
        "Origin: null | 403",
        "Origin: http://localhost:80%zz | 403",
        "Origin: http://user@localhost:80 | 403",
        "Origin: http://localhost:80 | 202",
        "X-Program: yes | 202"
      })
  void onlyAPageOfItsOwnMayPost(String header, int status) {
    assertStatus(status, send("POST /api/cache/preload", "Host: localhost:80", header));

    State expected = status == 202 ? State.RUNNING : State.IDLE;
    await().until(() -> http.preload.progress().state() == expected);
  }

  @Test
  void severalOriginsAreRefused() {
    String evil = "Origin: http://evil.example";
    String own = "Origin: http://localhost";

    assertStatus(403, send("POST /api/cache/preload", "Host: localhost", own, evil));
    assertStatus(403, send("POST /api/cache/preload", "Host: localhost", evil, own));
  }

  @Test
  void anotherSitesPageMayOnlyLinkToAnAnswer() {
    String cross = "Sec-Fetch-Site: cross-site";

    assertStatus(403, send(LIST, "Host: localhost", cross, "Sec-Fetch-Mode: no-cors"));
    assertStatus(403, send("GET /api/events", "Host: localhost", cross, "Sec-Fetch-Mode: cors"));
    assertStatus(200, send(LIST, "Host: localhost", cross, "Sec-Fetch-Mode: navigate"));
    assertStatus(
        403, send("DELETE /api/cache", "Host: localhost", cross, "Sec-Fetch-Mode: navigate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LIST,
        "GET /nothing",
        "PUT /api/orders",
        "GET /api/orders/%zz",
        "GET /health/live",
        "GET /api/orders?nonsense=1"
      })
  void everyAnswerHasTheSecurityHeaders(String request) {
    String answer = send(request, "Host: localhost");

    assertTrue(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"), answer);
    assertTrue(answer.contains("\r\nContent-Security-Policy: default-src 'none'; "), answer);
    assertTrue(answer.contains("\r\nX-Frame-Options: DENY\r\n"), answer);
    assertTrue(answer.contains("\r\nCross-Origin-Resource-Policy: same-origin\r\n"), answer);
    assertTrue(!answer.contains("Access-Control-"), answer);
    assertTrue(!answer.contains("Strict-Transport-Security"), "there is no TLS");
  }
}
