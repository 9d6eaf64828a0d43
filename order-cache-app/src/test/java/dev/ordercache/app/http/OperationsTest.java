package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.http.HttpFixture.json;
import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.preload.PreloadProgress.State;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
      HttpResponse<String> deleted = http.delete(path);
      assertEquals(204, deleted.statusCode());
      assertTrue(deleted.headers().firstValue("Content-Length").isEmpty());
      assertEquals("order-cache; fwd=miss; stored", header(http.get(read), "Cache-Status"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/cache/orders/x, id",
    "/api/cache/lists/NOPE, status",
    "/api/cache/orders/1?force=true, force",
    "/api/cache/lists/PACKAGING?sort=due, sort",
    "/api/cache?status=PACKAGING, status"
  })
  void whatCannotBeForgottenIsNamedAndNothingForgotten(String path, String field) {
    try (HttpFixture http = new HttpFixture()) {
      http.database.put(order(1).build());
      http.get("/api/orders/1");
      HttpResponse<String> refusal = http.delete(path);

      assertProblem(400, "bad-request", refusal);
      assertNames(field, refusal);
      assertEquals("order-cache; hit", header(http.get("/api/orders/1"), "Cache-Status"));
    }
  }

  @Test
  void aPreloadIsStartedAndItsProgressReported() {
    try (HttpFixture http = new HttpFixture()) {
      HttpResponse<String> started = http.post("/api/cache/preload", "");

      assertEquals(202, started.statusCode());
      assertTrue(json(started).has("state"));
      await().until(() -> http.preload.progress().state() == State.RUNNING);
    }
  }

  @Test
  void aPreloadHasNoParameters() {
    try (HttpFixture http = new HttpFixture()) {
      HttpResponse<String> refusal = http.post("/api/cache/preload?status=PACKAGING", "");

      assertProblem(400, "bad-request", refusal);
      assertNames("status", refusal);
      assertSame(State.IDLE, http.preload.progress().state());
    }
  }

  @Test
  void whatTheCheckerHasFoundIsReported() {
    try (HttpFixture http = new HttpFixture()) {
      JsonNode reported = json(http.get("/api/cache/consistency"));

      assertEquals(6, reported.at("/stages/0/consistent").intValue());
      assertEquals(7, reported.at("/stages/0/checked").intValue());
      assertEquals("100ms", reported.at("/stages/0/name").stringValue());
      assertEquals(1, reported.at("/findings/0/order").intValue());
      assertTrue(reported.at("/findings/0/databaseVersion").isNull());
    }
  }

  @Test
  void theAppIsAliveBeforeItIsReady() {
    try (HttpFixture http = new HttpFixture()) {
      assertEquals(200, http.get("/health/live").statusCode());
      HttpResponse<String> notYet = http.get("/health/ready");
      assertEquals(503, notYet.statusCode());
      assertEquals("1", header(notYet, "Retry-After"));

      http.preload.skip();

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
