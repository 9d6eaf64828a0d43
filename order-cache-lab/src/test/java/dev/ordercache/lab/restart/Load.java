package dev.ordercache.lab.restart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Clients that read lists and change orders, and count the answers. */
final class Load {

  private static final int CLIENTS = 8;
  private static final int PAUSE_MILLIS = 5;
  private static final int READS_PER_CHANGE = 10;

  private final URI app;
  private final AtomicInteger orders;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
  private final LongAdder failures = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  Load(URI app, int orders) {
    this.app = app;
    this.orders = new AtomicInteger(orders);
  }

  void start() {
    for (int n = 0; n < CLIENTS; n++) {
      Thread thread = new Thread(this::run, "client " + n);
      threads.add(thread);
      thread.start();
    }
  }

  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  long failures() {
    return failures.sum();
  }

  String report() {
    return answers + ", failed " + failures;
  }

  private void run() {
    try {
      for (int n = 0; !ended; n++) {
        count(n % READS_PER_CHANGE == 0 ? change() : read());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest read() {
    return request("/api/orders?status=MANUFACTURING_APPROVED&limit=20").GET().build();
  }

  /** The change of an order of its own, which must be accepted. */
  private HttpRequest change() {
    int order = orders.getAndDecrement();
    return request("/api/orders/" + order + "/status-changes")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", "order-" + order)
        .header("If-Match", "\"1\"")
        .POST(BodyPublishers.ofString("{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"ada\"}"))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(app.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private void count(HttpRequest request) throws InterruptedException {
    String answer;
    boolean fine = false;
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      answer = Integer.toString(response.statusCode());
      fine = response.statusCode() == (request.method().equals("GET") ? 200 : 202);
    } catch (IOException e) {
      answer = e.toString();
    }
    answers.computeIfAbsent(request.method() + " " + answer, same -> new LongAdder()).increment();
    if (!fine) {
      failures.increment();
    }
  }
}
