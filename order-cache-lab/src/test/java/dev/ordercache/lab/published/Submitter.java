package dev.ordercache.lab.published;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** Takes orders at a steady rate, each once, without waiting for the answers. */
final class Submitter {

  private static final int ACCEPTED = 202;
  private static final int ENDED = 200;

  private final HttpClient client;
  private final URI app;
  private long order;

  /**
   * The outcome of a request.
   *
   * @param due when it had to be sent, on the monotonic clock
   * @param answered when its answer arrived
   * @param status the answer's, or 0 if there was none
   * @param change the accepted change, or -1
   */
  record Sent(long due, long answered, int status, long change) {

    boolean isAccepted() {
      return change >= 0;
    }
  }

  /** Takes the orders after one with this id. */
  Submitter(HttpClient client, URI app, long lastOrder) {
    this.client = client;
    this.app = app;
    this.order = lastOrder;
  }

  long lastOrder() {
    return order;
  }

  /** Sends for that long, and returns when all are answered. */
  List<Sent> submit(int perSecond, Duration duration) {
    List<CompletableFuture<Sent>> all = new ArrayList<>();
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long due = System.nanoTime();
    for (long end = due + duration.toNanos(); due < end; due += interval) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      all.add(send(due));
    }
    return all.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Sent> send(long due) {
    order++;
    HttpRequest request =
        HttpRequest.newBuilder(app.resolve("/api/orders/" + order + "/status-changes"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("If-Match", "\"1\"")
            .header("Idempotency-Key", "take-" + order)
            .POST(BodyPublishers.ofString("{\"to\":\"MANUFACTURING_STARTED\"}"))
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .handle(
            (answer, failure) ->
                failure == null
                    ? new Sent(due, System.nanoTime(), answer.statusCode(), change(answer))
                    : new Sent(due, System.nanoTime(), 0, -1));
  }

  private static long change(HttpResponse<String> answer) {
    return answer.statusCode() == ACCEPTED || answer.statusCode() == ENDED
        ? JsonMapper.shared().readTree(answer.body()).get("id").longValue()
        : -1;
  }
}
