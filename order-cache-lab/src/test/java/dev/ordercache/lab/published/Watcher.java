package dev.ordercache.lab.published;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the events, which records when it receives the end of each change. */
final class Watcher {

  private final Map<Long, Long> reported = new ConcurrentHashMap<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private String event = "";

  /** Opens the stream and returns when it is open. */
  Watcher(HttpClient client, URI app) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(app.resolve("/api/events")).build();
    CompletableFuture<Void> unused =
        client
            .sendAsync(request, BodyHandlers.ofLines())
            .thenAccept(response -> response.body().forEach(this::read));
    open.await();
  }

  private void read(String line) {
    open.countDown();
    if (line.startsWith("event:")) {
      event = line.substring(6).strip();
    } else if (line.startsWith("data:") && event.equals("status-change")) {
      JsonNode change = JsonMapper.shared().readTree(line.substring(5));
      reported.putIfAbsent(change.get("id").longValue(), System.nanoTime());
    }
  }

  /** Whether it has received the end of a change. */
  boolean knows(long change) {
    return reported.containsKey(change);
  }

  /** When it first received the end of a change, on the monotonic clock. */
  long reported(long change) {
    return Objects.requireNonNull(reported.get(change), "not received");
  }
}
