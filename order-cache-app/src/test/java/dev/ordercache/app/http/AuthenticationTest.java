package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.tck.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a users file. */
class AuthenticationTest {

  @TempDir Path folder;
  private HttpFixture http;

  @BeforeEach
  void start() throws IOException {
    Path users = Files.writeString(folder.resolve("users.properties"), "ada: secret\nbob: other\n");
    http = new HttpFixture(0, users);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private static String[] as(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(pair)};
  }

  private HttpResponse<String> send(String route, String... headers) {
    return http.send(request(route, headers));
  }

  private HttpRequest.Builder request(String route, String... headers) {
    String[] parts = route.replace("{id}", "1").replace("{status}", "PACKAGING").split(" ", 2);
    return http.request(parts[1], headers).method(parts[0], BodyPublishers.noBody());
  }

  /** Reads no more than the status: the events have no end. */
  private int statusOf(String route, String... headers) throws IOException {
    HttpResponse<InputStream> response = http.begin(request(route, headers));
    response.body().close();
    return response.statusCode();
  }

  private static void assertRefused(String route, HttpResponse<String> response) {
    assertEquals("Basic realm=\"order-cache\"", header(response, "WWW-Authenticate"), route);
    if (route.startsWith("HEAD")) {
      assertEquals(401, response.statusCode());
      assertEquals("", response.body());
    } else {
      assertProblem(401, "unauthorized", response);
    }
  }

  /** All that there are, and some that there are not. */
  private Set<String> routes() {
    Set<String> all = new TreeSet<>(http.routes());
    all.removeIf(route -> route.contains(" /health/"));
    all.addAll(Set.of("GET /", "GET /nothing", "PUT /api/orders", "DELETE /nothing"));
    all.addAll(Set.of("HEAD /api/statuses", "OPTIONS /api/cache", "GET /healthy"));
    return all;
  }

  @Test
  void everythingButTheProbesAsksWhoItIs() throws IOException {
    assertTrue(routes().contains("DELETE /api/cache"), routes()::toString);
    for (String route : routes()) {
      assertRefused(route, send(route));
      assertRefused(route, send(route, as("ada", "guess")));
      assertRefused(route, send(route, as("eve", "secret")));
      assertNotEquals(401, statusOf(route, as("ada", "secret")), route);
    }
    assertEquals(1, http.preload.starts, "only the right password starts one");
  }

  @Test
  void aStatusChangeIsTheSubmittersOwn() {
    http.database.put(order(1).build());
    String basic = as("ada", "secret")[1];
    ChangeRequest taking = new ChangeRequest(http).with("Authorization", basic);
    assertEquals(200, taking.body("{\"to\":\"MANUFACTURING_STARTED\"}").send().statusCode());
    String own = "/api/status-changes/1";

    assertEquals(200, http.get(own, as("ada", "secret")).statusCode());
    assertProblem(404, "unknown-change", http.get(own, as("bob", "other")));
    assertProblem(404, "unknown-change", http.delete(own, as("bob", "other")));
    HttpResponse<String> undo =
        http.send(
            http.request(own + "/undo", as("bob", "other"))
                .header("Idempotency-Key", "u")
                .POST(BodyPublishers.noBody()));
    assertProblem(404, "unknown-change", undo);
    assertEquals(
        200,
        taking
            .with("Authorization", as("bob", "other")[1])
            .with("If-Match", "\"2\"")
            .to("MANUFACTURING_COMPLETED", "bob")
            .send()
            .statusCode(),
        "a key is a submitter's own too");
  }

  @Test
  void theProbesAnswerEverybody() {
    http.preload.ready = true;

    assertEquals(200, http.get("/health/live").statusCode());
    assertEquals(200, http.get("/health/ready").statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health/../api/statuses",
        "/health/%2e%2e/api/statuses",
        "/health/..%2fapi/statuses",
        "/health/..;/api/statuses",
        "//health/../api/statuses",
        "/health//../../api/statuses"
      })
  void noDetourThroughTheProbesLeadsIn(String path) {
    String answer =
        http.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertTrue(answer.matches("(?s)HTTP/1.1 40[014] .*"), answer);
    assertTrue(answer.contains("\r\nContent-Type: application/problem+json\r\n"), answer);
    assertFalse(answer.contains("MANUFACTURING"), answer);
  }
}
