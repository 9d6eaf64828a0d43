package dev.ordercache.app.http;

import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW");

  private final HttpFixture http = new HttpFixture();

  @AfterEach
  void stop() {
    http.close();
  }

  private HttpResponse<String> send(String method, String path) {
    return http.send(http.request(path).method(method, BodyPublishers.noBody()));
  }

  @Test
  void everyPathSaysWhichMethodsItHasWhenAskedForAnother() {
    Map<String, Set<String>> paths = new TreeMap<>();
    for (String route : http.routes()) {
      String[] parts = route.split(" ", 2);
      paths.computeIfAbsent(parts[1], path -> new TreeSet<>()).add(parts[0]);
    }
    paths.forEach(
        (path, methods) -> {
          if (methods.contains("GET")) {
            methods.add("HEAD");
          }
          METHODS.stream()
              .filter(method -> !methods.contains(method))
              .forEach(method -> assertNotAllowed(method, path, String.join(", ", methods)));
        });
  }

  private void assertNotAllowed(String method, String path, String allowed) {
    HttpResponse<String> refusal =
        send(method, path.replace("{id}", "1").replace("{status}", "PACKAGING"));

    assertEquals(allowed, header(refusal, "Allow"), method + " " + path);
    if (method.equals("HEAD")) {
      assertEquals(405, refusal.statusCode());
      assertEquals("application/problem+json", header(refusal, "Content-Type"));
    } else {
      assertProblem(405, "method-not-allowed", refusal);
    }
  }

  @Test
  void everyPathOfTheApiRefusesAParameterThatItDoesNotKnow() {
    for (String route : http.routes()) {
      String[] parts = route.split(" ", 2);
      if (parts[1].startsWith("/api/")) {
        String path = parts[1].replace("{id}", "1").replace("{status}", "PACKAGING");
        HttpResponse<String> refusal = send(parts[0], path + "?dryRun=true");

        assertEquals(400, refusal.statusCode(), route);
        assertNames("dryRun", refusal);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/orders?status=MANUFACTURING_APPROVED",
        "/api/orders?status=NOPE",
        "/api/orders/1",
        "/api/orders/404",
        "/api/statuses",
        "/health/live",
        "/health/ready",
        "/openapi.yaml"
      })
  void headIsGetWithoutABody(String path) {
    http.database.put(order(1).build());
    http.get(path);
    HttpResponse<String> get = http.get(path);
    HttpResponse<String> head = send("HEAD", path);

    assertEquals(get.statusCode(), head.statusCode());
    for (String name : List.of("Content-Type", "Content-Length", "ETag", "Cache-Status")) {
      assertEquals(header(get, name), header(head, name));
    }
    assertEquals("", head.body());
  }

  @Test
  void headOfTheMetricsHasNoBodyEither() {
    HttpResponse<String> head = send("HEAD", "/metrics");

    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }
}
