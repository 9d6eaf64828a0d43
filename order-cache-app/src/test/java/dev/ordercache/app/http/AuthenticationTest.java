package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.as;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.users.TestUsers.OTHER_PASSWORD;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.FailedLogins;
import dev.ordercache.app.users.FailedLogins.Reason;
import dev.ordercache.app.users.Login;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.tck.LogRecords;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a users file. */
class AuthenticationTest {

  private static final String STATUSES = "/api/statuses";
  private static final String CONSISTENCY = "/api/cache/consistency";

  @RegisterExtension final LogRecords log = new LogRecords(FailedLogins.class);
  @TempDir Path folder;
  private HttpFixture http;

  @BeforeEach
  void start() {
    Path users =
        TestUsers.write(
            folder,
            line("root", Role.ADMIN),
            line("ada", Role.LEAD),
            line("Zoë", Role.VIEWER),
            "bob: " + TestUsers.OTHER_HASH + ", operator\n");
    http = new HttpFixture(0, users);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private long failures(Reason reason) {
    return Objects.requireNonNull(http.logins).failures().count(reason);
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertProblem(401, "unauthorized", response);
    assertEquals(
        "Basic realm=\"order-cache\", charset=\"UTF-8\"", header(response, "WWW-Authenticate"));
  }

  @Test
  void asksForANameAndAPasswordInUtf8() {
    assertRefused(http.get(STATUSES));
    assertRefused(http.get(STATUSES, as("ada", "guess")));
    assertRefused(http.get(STATUSES, as("eve", PASSWORD)));
    assertEquals(200, http.get(STATUSES, as("ada", PASSWORD)).statusCode());
    assertEquals(200, http.get(STATUSES, as("Zoë", PASSWORD)).statusCode());
    assertEquals(0, failures(Reason.MALFORMED));
    assertEquals(2, failures(Reason.CREDENTIALS), "a request without any is no failure");
  }

  @Test
  void headIsRefusedWithoutABody() {
    HttpResponse<String> head =
        http.send(http.request(STATUSES).method("HEAD", BodyPublishers.noBody()));

    assertEquals(401, head.statusCode());
    assertEquals("", head.body());
  }

  @Test
  void aStatusChangeIsTheSubmittersOwn() {
    http.database.put(order(1).build());
    String basic = as("ada", PASSWORD)[1];
    String[] bob = as("bob", OTHER_PASSWORD);
    ChangeRequest taking = new ChangeRequest(http).with("Authorization", basic);
    assertEquals(200, taking.body("{\"to\":\"MANUFACTURING_STARTED\"}").send().statusCode());
    String own = "/api/status-changes/1";

    assertEquals(200, http.get(own, as("ada", PASSWORD)).statusCode());
    assertProblem(404, "unknown-change", http.get(own, bob));
    assertProblem(404, "unknown-change", http.delete(own, bob));
    HttpResponse<String> undo =
        http.post(own + "/undo", "", as("bob", OTHER_PASSWORD, "Idempotency-Key", "u"));
    assertProblem(404, "unknown-change", undo);
    http.database.put(order(2).build());
    ChangeRequest bobs = taking.of("2").with("Authorization", bob[1]);
    assertEquals(200, bobs.send().statusCode(), "a key is a submitter's own too");
  }

  @Test
  void theProbesNeedNoAuthentication() {
    http.preload.skip();

    assertEquals(200, http.get("/health/live").statusCode());
    assertEquals(200, http.get("/health/ready").statusCode());
    assertEquals(200, http.get("/health/live", "Authorization", "Basic !!!").statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health/../api/statuses",
        "/health/%2e%2e/api/statuses",
        "/health/..%2fapi/statuses",
        "/health/..;/api/statuses",
        "//health/../api/statuses",
        "/health//../../api/statuses",
        "/health/live/../../api/statuses",
        "/health/live%2f..%2f..%2fapi/statuses",
        "/health/live;/../../api/statuses"
      })
  void noDetourThroughTheProbesLeadsIn(String path) {
    String answer =
        http.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertTrue(answer.matches("(?s)HTTP/1.1 40[014] .*"), answer);
    assertTrue(answer.contains("\r\nContent-Type: application/problem+json\r\n"), answer);
    assertFalse(answer.contains("MANUFACTURING"), answer);
  }

  @Test
  void everyFailedLoginIsCountedManyAreSlowedAndTheLogSaysSoOnce() {
    HttpResponse<String> last = http.get(STATUSES, as("ada", "guess"));
    for (int i = 1; i < 500; i++) {
      last = http.get(STATUSES, as("ada", "guess" + i));
    }
    assertProblem(429, "too-many-failed-logins", last);
    assertEquals("1", header(last, "Retry-After"));
    assertEquals(5, failures(Reason.CREDENTIALS));
    assertEquals(495, failures(Reason.THROTTLED));
    await().until(() -> log.has("Failed logins from 127.0.0.1: "));
    assertEquals(1, log.size(), "as long as the clock stands still");
    assertFalse(log.has("ada") || log.has("guess"));
    assertEquals(
        429,
        http.get(STATUSES, as("ada", PASSWORD)).statusCode(),
        "a correct password is not disclosed");
    assertEquals(200, http.get(STATUSES, as("Zoë", PASSWORD)).statusCode());
  }

  @Test
  void manyRequestsOfAPageAtOnceAreOneLogin() {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(http.sendLater(http.request(STATUSES, as("ada", PASSWORD))));
    }
    all.forEach(answer -> assertEquals(200, answer.join().statusCode()));
  }

  @Test
  void aRequestWithoutAPlaceHasARetryAfter() {
    ApiResponse busy = Authentication.refusal(new Login.Busy());
    ApiResponse slowed = Authentication.refusal(new Login.Slowed(Duration.ofMillis(3_001)));

    assertEquals(503, busy.status());
    assertEquals("1", busy.headers().get("Retry-After"));
    assertEquals(429, slowed.status());
    assertEquals("4", slowed.headers().get("Retry-After"));
  }

  @Test
  void oneUserLeavesPlacesForOthers() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    AtomicInteger arrived = new AtomicInteger();
    http.beforeReport =
        () -> {
          arrived.incrementAndGet();
          released.join();
        };
    try {
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int n = 0; n < 100; n++) {
        waiting.add(http.sendLater(http.request(CONSISTENCY, as("root", PASSWORD)).GET()));
      }
      await().until(() -> arrived.get() == 100);
      HttpResponse<String> more = http.get(STATUSES, as("root", PASSWORD));

      assertProblem(429, "too-many-requests", more);
      assertEquals("1", header(more, "Retry-After"));
      assertEquals(200, http.get(STATUSES, as("ada", PASSWORD)).statusCode());
      released.complete(null);
      waiting.forEach(answer -> assertEquals(200, answer.join().statusCode()));
      assertEquals(200, http.get(STATUSES, as("root", PASSWORD)).statusCode());
    } finally {
      released.complete(null);
    }
  }

  @Test
  void refusalsAreCounted() {
    assertRefused(http.get(STATUSES));

    assertTrue(http.metrics().contains("http_server_refused_total{reason=\"unauthorized\"} 1.0"));
  }
}
