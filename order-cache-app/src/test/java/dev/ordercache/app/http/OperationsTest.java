package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.tck.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OperationsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/cache/orders/1", "/api/cache/lists/MANUFACTURING_APPROVED", "/api/cache"})
  void whatIsForgottenIsReadFromTheDatabaseAgain(String path) {
    try (HttpFixture http = new HttpFixture()) {
      http.database.put(order(1).build());
      String read =
          path.contains("orders") ? "/api/orders/1" : "/api/orders?status=MANUFACTURING_APPROVED";
      http.get(read);

      assertEquals("order-cache; hit", header(http.get(read), "Cache-Status"));
      assertEquals(204, http.delete(path).statusCode());
      assertEquals("order-cache; fwd=miss; stored", header(http.get(read), "Cache-Status"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/cache/orders/x", "/api/cache/lists/NOPE"})
  void whatCanNotBeForgottenIsNamed(String path) {
    try (HttpFixture http = new HttpFixture()) {
      HttpResponse<String> refusal = http.delete(path);

      assertEquals(400, refusal.statusCode());
      assertTrue(json(refusal).get("field").stringValue().matches("id|status"));
    }
  }

  @Test
  void aPreloadIsStartedAndItsProgressTold() {
    try (HttpFixture http = new HttpFixture()) {
      HttpResponse<String> started = http.post("/api/cache/preload", "");

      assertEquals(202, started.statusCode());
      assertEquals(1, http.preload.starts);
      assertEquals(7, json(started).get("orders").longValue());
    }
  }

  @Test
  void theAppIsAliveBeforeItIsReady() {
    try (HttpFixture http = new HttpFixture()) {
      assertEquals(200, http.get("/health/live").statusCode());
      assertEquals(503, http.get("/health/ready").statusCode());

      http.preload.ready = true;

      assertEquals(200, http.get("/health/ready").statusCode());
    }
  }

  @Test
  void requestsAreCountedByRouteNotByPath() {
    try (HttpFixture http = new HttpFixture()) {
      http.get("/api/orders/1");
      http.get("/api/orders/2");
      String metrics = http.get("/metrics").body();

      assertTrue(
          metrics.contains(
              "http_server_requests_seconds_count{method=\"GET\",route=\"/api/orders/{id}\",status=\"404\"} 2"),
          metrics);
    }
  }

  @Test
  void aPathThatIsNotThereIsAProblemToo() {
    try (HttpFixture http = new HttpFixture()) {
      HttpResponse<String> missing = http.get("/api/nothing");

      assertEquals(404, missing.statusCode());
      assertEquals("application/problem+json", header(missing, "Content-Type"));
    }
  }

  @Test
  void aMethodThatIsNotAllowedIsAnsweredWithThoseThatAre() {
    try (HttpFixture http = new HttpFixture()) {
      HttpResponse<String> refusal =
          http.send(http.request("/api/orders").method("PUT", BodyPublishers.noBody()));

      assertEquals(405, refusal.statusCode());
      assertEquals("GET", header(refusal, "Allow"));
    }
  }

  @Test
  void whoAsksTooMuchGets429() {
    try (HttpFixture http = new HttpFixture(5, null)) {
      HttpResponse<String> answer = http.get("/health/live");
      for (int i = 0; i < 200 && answer.statusCode() == 200; i++) {
        answer = http.get("/health/live");
      }

      assertEquals(429, answer.statusCode());
      assertEquals("application/problem+json", header(answer, "Content-Type"));
    }
  }

  @Test
  void withAUsersFileNamesAndPasswordsAreAskedFor(@TempDir Path folder) throws IOException {
    Path users = Files.writeString(folder.resolve("users.properties"), "ada: secret\n");
    try (HttpFixture http = new HttpFixture(0, users)) {
      String right =
          "Basic "
              + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8));
      String wrong =
          "Basic "
              + Base64.getEncoder().encodeToString("ada:guess".getBytes(StandardCharsets.UTF_8));

      assertEquals(401, http.get("/api/statuses").statusCode());
      assertEquals(401, http.get("/api/statuses", "Authorization", wrong).statusCode());
      assertEquals(200, http.get("/api/statuses", "Authorization", right).statusCode());
      assertEquals(401, http.get("/metrics").statusCode());
      assertEquals(200, http.get("/health/live").statusCode());
    }
  }

  @Test
  void thePublishedContractHasExactlyTheRoutesThatThereAre() {
    try (HttpFixture http = new HttpFixture()) {
      JsonNode paths = new YAMLMapper().readTree(http.get("/openapi.yaml").body()).get("paths");
      TreeSet<String> published = new TreeSet<>();
      for (String path : paths.propertyNames()) {
        for (String method : paths.get(path).propertyNames()) {
          published.add(method.toUpperCase(Locale.ROOT) + " " + path);
        }
      }

      assertEquals(http.routes(), published);
    }
  }
}
