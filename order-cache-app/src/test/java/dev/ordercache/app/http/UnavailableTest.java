package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ordercache.OverloadException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnavailableTest {

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private static void assertUnavailable(String code, HttpResponse<String> response) {
    assertProblem(503, code, response);
    assertEquals("1", header(response, "Retry-After"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/orders?status=MANUFACTURING_APPROVED",
        "/api/orders?status=CLOSED",
        "/api/orders/1",
        "/api/statuses"
      })
  void aReadThatNeedsTheDatabaseSaysThatItIsAwayOrBusy(String path) {
    http.databaseIsDown = true;
    assertUnavailable("database-unavailable", http.get(path));

    http.databaseIsDown = false;
    http.beforeDatabase =
        () -> {
          throw new OverloadException("too many reads wait for the database");
        };
    assertUnavailable("overload", http.get(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/cache/orders/1", "/api/cache/lists/MANUFACTURING_APPROVED", "/api/cache"})
  void anInvalidationByHandSaysThatTheCacheIsAway(String path) {
    http.cacheIsDown = true;

    assertUnavailable("cache-unavailable", http.delete(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/orders?status=MANUFACTURING_APPROVED", "/api/orders/1", "/api/statuses"})
  void aReadIsAnsweredWithoutTheCache(String path) {
    http.database.put(order(1).build());
    http.cacheIsDown = true;
    HttpResponse<String> answer = http.get(path);

    assertEquals(200, answer.statusCode());
    assertEquals("order-cache; fwd=bypass", header(answer, "Cache-Status"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/metrics", "/openapi.yaml"})
  void whatNeedsNeitherIsAnswered(String path) {
    http.databaseIsDown = true;
    http.cacheIsDown = true;

    assertEquals(200, http.get(path).statusCode());
  }

  @Test
  void aFaultOfTheAppShowsNoDetails() {
    http.beforeDatabase =
        () -> {
          throw new IllegalStateException("secret");
        };
    assertFault(http.get("/api/orders/1"));
  }

  @Test
  void anErrorOfTheJvmShowsNoDetails() {
    http.beforeDatabase =
        () -> {
          throw new StackOverflowError("secret");
        };
    assertFault(http.get("/api/orders/1"));
  }

  private static void assertFault(HttpResponse<String> response) {
    assertProblem(500, "internal-error", response);
    assertFalse(response.body().contains("secret"), response.body());
  }
}
