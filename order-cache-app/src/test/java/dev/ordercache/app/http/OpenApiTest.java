package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.statuschange.Recovery;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract describes every header and every JSON member of real answers. */
class OpenApiTest {

  /** Headers that need no description, or are described once for all answers. */
  private static final Set<String> UNDESCRIBED =
      Set.of(
          "date",
          "content-length",
          "content-type",
          "cache-control",
          "connection",
          "vary",
          "transfer-encoding",
          "x-content-type-options",
          "x-frame-options",
          "content-security-policy",
          "cross-origin-resource-policy",
          "referrer-policy");

  private static final String LIST = "/api/orders?status=MANUFACTURING_APPROVED";
  private static final String CHANGES = "/api/orders/{id}/status-changes";

  private final HttpFixture http = new HttpFixture();
  private final JsonNode contract = new YAMLMapper().readTree(http.get("/openapi.yaml").body());

  @BeforeEach
  void anApprovedOrder() {
    http.database.put(order(1).build());
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> change(String order, String to, String assignee) {
    return new ChangeRequest(http).of(order).to(to, assignee).send();
  }

  @Test
  void pages() {
    assertDescribed(200, "get", "/api/orders", http.get(LIST));
    HttpResponse<String> hit = http.get(LIST);
    assertDescribed(200, "get", "/api/orders", hit);
    assertDescribed(
        304, "get", "/api/orders", http.get(LIST, "If-None-Match", header(hit, "ETag")));
    assertDescribed(400, "get", "/api/orders", http.get("/api/orders"));
    http.databaseIsDown = true;
    assertDescribed(503, "get", "/api/orders", http.get(LIST + "&limit=7"));
  }

  @Test
  void orders() {
    String path = "/api/orders/{id}";
    assertDescribed(200, "get", path, http.get("/api/orders/1"));
    assertDescribed(304, "get", path, http.get("/api/orders/1", "If-None-Match", "*"));
    assertDescribed(404, "get", path, http.get("/api/orders/2"));
    assertDescribed(404, "get", path, http.get("/api/orders/2"));
    assertDescribed(400, "get", path, http.get("/api/orders/x"));
  }

  @Test
  void statuses() {
    assertDescribed(200, "get", "/api/statuses", http.get("/api/statuses"));
    assertDescribed(304, "get", "/api/statuses", http.get("/api/statuses", "If-None-Match", "*"));
  }

  @Test
  void whatIsStale() {
    List<String> asked = List.of(LIST, "/api/orders/1", "/api/statuses");
    asked.forEach(http::get);
    http.clock.advance(Duration.ofMinutes(90));
    http.databaseIsDown = true;
    List<HttpResponse<String>> stale = asked.stream().map(path -> http.get(path)).toList();

    stale.forEach(answer -> assertEquals("5400", header(answer, "Age"), answer::toString));
    assertDescribed(200, "get", "/api/orders", stale.get(0));
    assertDescribed(200, "get", "/api/orders/{id}", stale.get(1));
    assertDescribed(200, "get", "/api/statuses", stale.get(2));
  }

  @Test
  void changes() {
    assertDescribed(409, "post", CHANGES, change("1", "SHIPPED", "ada"));
    assertDescribed(200, "post", CHANGES, change("1", "MANUFACTURING_STARTED", "ada"));
    assertDescribed(422, "post", CHANGES, change("1", "MANUFACTURING_STARTED", "bob"));
    ChangeRequest another = new ChangeRequest(http).with("Idempotency-Key", "key-2");
    assertDescribed(409, "post", CHANGES, another.to("MANUFACTURING_STARTED", "bob").send());
    assertDescribed(412, "post", CHANGES, another.to("MANUFACTURING_COMPLETED", "bob").send());
    assertDescribed(404, "post", CHANGES, another.of("2").send());
    assertDescribed(415, "post", CHANGES, new ChangeRequest(http).without("Content-Type").send());
  }

  @Test
  void changesUnderWay() {
    String one = "/api/status-changes/{id}";
    String undo = one + "/undo";
    String first = "/api/status-changes/1";
    http.changesAreHeld = true;
    ChangeRequest request = new ChangeRequest(http).without("Prefer");
    assertDescribed(202, "post", CHANGES, request.send());
    assertDescribed(202, "post", CHANGES, request.with("Prefer", "wait=1").send());
    assertDescribed(200, "get", one, http.get(first));
    assertDescribed(409, "post", undo, http.post(first + "/undo", "", "Idempotency-Key", "u"));
    http.changesAreHeld = false;
    assertDescribed(200, "post", CHANGES, request.with("Prefer", "wait=30").send());
    assertDescribed(409, "delete", one, http.delete(first));
    assertDescribed(
        200,
        "post",
        undo,
        http.post(first + "/undo", "", "Idempotency-Key", "u", "Prefer", "wait=30"));
    assertDescribed(400, "post", undo, http.post(first + "/undo", ""));
    assertDescribed(404, "get", one, http.get("/api/status-changes/9"));
    assertDescribed(400, "delete", one, http.delete("/api/status-changes/x"));
    http.changesAreHeld = true;
    ChangeRequest again = request.with("If-Match", "\"3\"").with("Idempotency-Key", "key-3");
    assertDescribed(202, "post", CHANGES, again.without("Prefer").send());
    assertDescribed(204, "delete", one, http.delete("/api/status-changes/3"));
    assertDescribed(409, "post", CHANGES, again.with("Prefer", "wait=1").send());
    assertDescribed(200, "get", one, http.get("/api/status-changes/3"));
  }

  @Test
  void rejectedChanges() {
    http.changesAreHeld = true;
    ChangeRequest request = new ChangeRequest(http).without("Prefer");
    assertDescribed(202, "post", CHANGES, request.send());
    http.database.put(order(1).build());
    http.changesAreHeld = false;
    assertDescribed(412, "post", CHANGES, request.with("Prefer", "wait=30").send());
    String one = "/api/status-changes/{id}";
    assertDescribed(200, "get", one, http.get("/api/status-changes/1"));
  }

  @Test
  void changesTakenBack() {
    try (HttpFixture saga = new HttpFixture(0, null, Recovery.COMPENSATE)) {
      saga.database.put(order(1).build());
      saga.cacheIsDown = true;
      assertDescribed(503, "post", CHANGES, new ChangeRequest(saga).without("Prefer").send());
    }
  }

  @Test
  void events() throws IOException {
    HttpResponse<InputStream> stream = http.begin(http.request("/api/events"));
    stream.body().close();
    JsonNode described = operation("get", "/api/events").get("responses").get("200");
    assertEquals(200, stream.statusCode());
    assertHeadersDescribed("get /api/events", described, stream);
    assertTrue(described.get("content").has(header(stream, "Content-Type")));
    assertDescribed(400, "get", "/api/events", http.get("/api/events?change=x"));
    http.events.close();
    assertDescribed(503, "get", "/api/events", http.get("/api/events"));
  }

  @Test
  void operations() {
    String ready = "/health/ready";
    assertDescribed(200, "get", "/health/live", http.get("/health/live"));
    assertDescribed(503, "get", ready, http.get(ready));
    http.preload.skip();
    assertDescribed(200, "get", ready, http.get(ready));
    String consistency = "/api/cache/consistency";
    assertDescribed(200, "get", consistency, http.get(consistency));
    assertDescribed(400, "get", consistency, http.get(consistency + "?sample=1"));
    assertDescribed(202, "post", "/api/cache/preload", http.post("/api/cache/preload", ""));
    assertDescribed(204, "delete", "/api/cache", http.delete("/api/cache"));
    assertDescribed(405, "get", "/metrics", http.delete("/metrics"));
  }

  @Test
  void whoMayNot(@TempDir Path folder) {
    Path users = TestUsers.write(folder, line("eve", Role.VIEWER), line("bob", Role.OPERATOR));
    String[] eve = EventFixture.as("eve", PASSWORD);
    String[] bob = EventFixture.as("bob", PASSWORD);
    try (HttpFixture closed = new HttpFixture(0, users)) {
      closed.database.put(order(1).assignee("ada").build());
      assertDescribed(401, "get", "/api/statuses", closed.get("/api/statuses"));
      assertDescribed(403, "get", "/metrics", closed.get("/metrics", eve));
      ChangeRequest change = new ChangeRequest(closed).with("Authorization", bob[1]);
      assertDescribed(403, "post", CHANGES, change.send());
      assertDescribed(409, "post", CHANGES, change.to("MANUFACTURING_STARTED", "bob").send());
      for (int i = 0; i < 5; i++) {
        closed.get("/api/statuses", EventFixture.as("ada", "guess"));
      }
      String[] guess = EventFixture.as("ada", "guess");
      assertDescribed(429, "get", "/api/statuses", closed.get("/api/statuses", guess));
    }
  }

  @Test
  void everyOperationMayBeRefused() {
    for (Operation each : http.operations()) {
      Map<String, Boolean> refusals =
          Map.of(
              "401",
              !each.isOpen(),
              "403",
              each.role() != null && each.role() != Role.VIEWER,
              "405",
              true,
              "429",
              !each.isOpen());
      String method = each.method().toLowerCase(Locale.ROOT);
      refusals.forEach(
          (status, may) ->
              assertEquals(
                  may,
                  operation(method, each.path()).path("responses").has(status),
                  method + " " + each.path() + " " + status));
    }
  }

  private JsonNode operation(String method, String path) {
    return contract.get("paths").get(path).get(method);
  }

  private void assertDescribed(
      int status, String method, String path, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer::body);
    String asked = method + " " + path + " " + status;
    JsonNode response =
        resolved(operation(method, path).get("responses").path(Integer.toString(status)));
    assertHeadersDescribed(asked, response, answer);
    if (!answer.body().isEmpty()) {
      JsonNode content = response.path("content").path(header(answer, "Content-Type"));
      assertDescribed(asked, HttpFixture.json(answer), content.path("schema"));
    }
  }

  private static void assertHeadersDescribed(
      String asked, JsonNode response, HttpResponse<?> answer) {
    Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.addAll(response.path("headers").propertyNames());
    for (String name : answer.headers().map().keySet()) {
      assertTrue(
          headers.contains(name) || UNDESCRIBED.contains(name.toLowerCase(Locale.ROOT)),
          () -> asked + " does not have the header " + name);
    }
  }

  private void assertDescribed(String at, JsonNode value, JsonNode schemaOrReference) {
    JsonNode schema = resolved(schemaOrReference);
    assertTrue(schema.isObject(), () -> at + " is not described");
    for (String name : value.propertyNames()) {
      assertDescribed(at + "." + name, value.get(name), schema.path("properties").path(name));
    }
    if (value.isArray()) {
      value.forEach(item -> assertDescribed(at + "[]", item, schema.path("items")));
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? contract.at(node.get("$ref").stringValue().substring(1)) : node;
  }
}
