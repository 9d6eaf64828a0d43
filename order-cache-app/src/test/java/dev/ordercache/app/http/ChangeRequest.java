package dev.ordercache.app.http;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A request of ada to take order 1 in version 1, which waits for the outcome, unless a test
 * modifies it.
 */
final class ChangeRequest {

  private final HttpFixture http;
  private final Map<String, String> headers =
      new TreeMap<>(
          Map.of(
              "Content-Type", "application/json",
              "If-Match", "\"1\"",
              "Idempotency-Key", "key-1",
              "Prefer", "wait=30"));
  private String order = "1";
  private BodyPublisher body = json("MANUFACTURING_STARTED", "ada");

  ChangeRequest(HttpFixture http) {
    this.http = http;
  }

  ChangeRequest of(String id) {
    order = id;
    return this;
  }

  ChangeRequest to(String status, String assignee) {
    return body(json(status, assignee));
  }

  ChangeRequest body(String text) {
    return body(BodyPublishers.ofString(text));
  }

  ChangeRequest body(BodyPublisher publisher) {
    body = publisher;
    return this;
  }

  ChangeRequest with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  ChangeRequest without(String header) {
    headers.remove(header);
    return this;
  }

  HttpResponse<String> send() {
    return http.send(request());
  }

  CompletableFuture<HttpResponse<String>> sendLater() {
    return http.sendLater(request());
  }

  private HttpRequest.Builder request() {
    List<String> all = new ArrayList<>();
    headers.forEach((name, value) -> all.addAll(List.of(name, value)));
    String path = "/api/orders/" + order + "/status-changes";
    return http.request(path, all.toArray(String[]::new)).POST(body);
  }

  private static BodyPublisher json(String status, String assignee) {
    return BodyPublishers.ofString("{\"to\":\"" + status + "\",\"assignee\":\"" + assignee + "\"}");
  }
}
