package dev.ordercache.lab.kill;

import dev.ordercache.lab.kill.SentRequest.About;
import dev.ordercache.lab.kill.SentRequest.Reported;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The current address of the app. A request that finds the app down, is cut off or gets 503 is
 * repeated until there is an answer. Safe for use by many threads.
 */
final class AppClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong repeated = new AtomicLong();
  private @Nullable URI address;

  /** The app has an address. */
  synchronized void open(URI present) {
    address = present;
    notifyAll();
  }

  /** The app is down. */
  synchronized void shut() {
    address = null;
  }

  private synchronized URI address() throws InterruptedException {
    while (address == null) {
      wait();
    }
    return address;
  }

  /** How many requests were repeated for lack of an answer. */
  long repeated() {
    return repeated.get();
  }

  HttpResponse<String> get(String path) throws InterruptedException {
    return ask("GET", path, Map.of(), "");
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  /** A text of a JSON object, or null. */
  static @Nullable String text(JsonNode object, String member) {
    JsonNode value = object.get(member);
    return value == null || value.isNull() ? null : value.stringValue();
  }

  /** Submits a change request under its key, and records the answer. */
  Reported submit(SentRequest request, boolean waiting) throws InterruptedException {
    Map<String, String> headers = new HashMap<>(Map.of("Idempotency-Key", request.key()));
    if (waiting) {
      headers.put("Prefer", "wait=1");
    }
    if (request.undoes() != null) {
      return reported(
          request,
          About.WISH,
          ask("POST", "/api/status-changes/" + request.undoes() + "/undo", headers, ""));
    }
    headers.put("If-Match", "\"" + request.expected() + "\"");
    headers.put("Content-Type", "application/json");
    String assignee =
        request.assignee() == null ? "" : ",\"assignee\":\"" + request.assignee() + "\"";
    String body = "{\"to\":\"" + request.to() + "\"" + assignee + "}";
    String path = "/api/orders/" + request.order() + "/status-changes";
    return reported(request, About.WISH, ask("POST", path, headers, body));
  }

  /** Cancels a change request, if it is not too late. */
  void cancel(SentRequest request) throws InterruptedException {
    String path = "/api/status-changes/" + request.change();
    reported(request, About.CANCELLATION, ask("DELETE", path, Map.of(), ""));
  }

  /** Reads the state of a change request. */
  void question(SentRequest request) throws InterruptedException {
    reported(request, About.STATE, get("/api/status-changes/" + request.change()));
  }

  private static Reported reported(SentRequest request, About about, HttpResponse<String> answer) {
    Long change = request.change();
    String state = null;
    if (!answer.body().isEmpty()) {
      JsonNode body = json(answer);
      if (body.has("id")) {
        change = body.get("id").longValue();
        state = text(body, "state");
      } else if (body.has("change")) {
        change = body.get("change").longValue();
      }
    }
    Reported reported = new Reported(System.nanoTime(), about, answer.statusCode(), change, state);
    request.reported().add(reported);
    return reported;
  }

  private HttpResponse<String> ask(
      String method, String path, Map<String, String> headers, String body)
      throws InterruptedException {
    while (true) {
      try {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(address().resolve(path))
                .timeout(TIMEOUT)
                .method(
                    method,
                    body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 503 || json(answer).has("change")) {
          return answer;
        }
      } catch (IOException e) {
        // cut off, or down: the change may have been accepted or not
      }
      repeated.incrementAndGet();
      LockSupport.parkNanos(PAUSE);
    }
  }
}
