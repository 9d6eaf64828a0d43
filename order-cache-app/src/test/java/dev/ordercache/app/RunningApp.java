package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static org.awaitility.Awaitility.await;

import dev.ordercache.app.settings.AppSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The app on real servers, on a free port, and a client of it. */
final class RunningApp implements AutoCloseable {

  private static final Set<String> BUSY =
      Set.of("urn:order-cache:problem:overload", "urn:order-cache:problem:database-unavailable");

  static final String APPROVED = "/api/orders?status=MANUFACTURING_APPROVED&limit=10";

  final Application app;
  private final @Nullable String authorization;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningApp(Application app, @Nullable String authorization) {
    this.app = app;
    this.authorization = authorization;
  }

  /** The same app for the client of a user. */
  RunningApp as(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new RunningApp(app, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** Starts it with these settings and waits until it is ready. */
  static RunningApp start(Map<String, String> settings) throws InterruptedException {
    Map<String, Object> all = new HashMap<>(settings);
    all.putIfAbsent("ORDER_CACHE_HTTP_PORT", "0");
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", all));
    Application app = Application.start(AppSettings.read(environment, Path.of("")));
    CountDownLatch ready = new CountDownLatch(1);
    app.whenReady(ready::countDown);
    if (!ready.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not ready within a minute");
    }
    return new RunningApp(app, null);
  }

  HttpResponse<String> get(String path) {
    return send(client, toPath(path).GET());
  }

  /** The first answer that does not say that the database is busy. */
  HttpResponse<String> getUnlessBusy(String path) {
    return sendUnlessBusy(toPath(path).GET());
  }

  /** The body of the first answer that does not say that the database is busy. */
  JsonNode read(String path) {
    return json(getUnlessBusy(path));
  }

  HttpResponse<String> post(String path) {
    return send(client, toPath(path).POST(BodyPublishers.noBody()));
  }

  private HttpRequest.Builder toPath(String path) {
    return authorized(HttpRequest.newBuilder(app.address().resolve(path)));
  }

  /** Changes an order and waits for the outcome. */
  HttpResponse<String> change(long id, long version, String to) {
    return sendUnlessBusy(
        authorized(changing(app.address(), id, version, to)).header("Prefer", "wait=30"));
  }

  /** Submits the change of an order. */
  HttpResponse<String> submit(long id, long version, String to) {
    return sendUnlessBusy(authorized(changing(app.address(), id, version, to)));
  }

  static HttpRequest.Builder changing(URI app, long id, long version, String to) {
    return HttpRequest.newBuilder(app.resolve("/api/orders/" + id + "/status-changes"))
        .header("Content-Type", "application/json")
        .header("If-Match", "\"" + version + "\"")
        .header("Idempotency-Key", "test-" + id + "-" + version)
        .POST(BodyPublishers.ofString("{\"to\":\"" + to + "\"}"));
  }

  /** Takes an order for an assignee, and waits for the outcome. */
  HttpResponse<String> take(long id, long version, String assignee) {
    return sendUnlessBusy(
        toPath("/api/orders/" + id + "/status-changes")
            .header("Content-Type", "application/json")
            .header("If-Match", "\"" + version + "\"")
            .header("Idempotency-Key", assignee)
            .header("Prefer", "wait=30")
            .POST(
                BodyPublishers.ofString(
                    "{\"to\":\"MANUFACTURING_STARTED\",\"assignee\":\"" + assignee + "\"}")));
  }

  /** The current state of the change that an answer was about. */
  String state(HttpResponse<String> answer) {
    long change = json(answer).get("id").longValue();
    return read("/api/status-changes/" + change).get("state").stringValue();
  }

  /** Opens the stream of events; its lines are added as they arrive. */
  Queue<String> events() {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> unused = events(lines);
    return lines;
  }

  /** Opens the stream of events; completes when it ends, exceptionally unless that was orderly. */
  CompletableFuture<Void> events(Queue<String> lines) {
    return client
        .sendAsync(toPath("/api/events").build(), BodyHandlers.ofLines())
        .thenAcceptAsync(
            response -> response.body().forEach(lines::add), RunningApp::onAThreadOfItsOwn);
  }

  private static void onAThreadOfItsOwn(Runnable task) {
    Thread thread = new Thread(task, "events");
    thread.setDaemon(true);
    thread.start();
  }

  /** The source that the answer names: cache, database or stale. */
  String source(String path) {
    return read(path).get("source").stringValue();
  }

  static boolean isHit(HttpResponse<String> answer) {
    return cacheStatus(answer).equals("order-cache; hit");
  }

  static String cacheStatus(HttpResponse<String> answer) {
    return answer.headers().firstValue("Cache-Status").orElse("");
  }

  static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  /** Runs a statement as at a SQL prompt. */
  int sql(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                app.database().url(), app.database().user(), app.database().password());
        Statement sql = connection.createStatement()) {
      return sql.executeUpdate(statement);
    }
  }

  private HttpRequest.Builder authorized(HttpRequest.Builder request) {
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> sendUnlessBusy(HttpRequest.Builder request) {
    return sendUnlessBusy(client, request);
  }

  /**
   * Sends a request, and again for as long as the database is too busy. A change keeps its key, so
   * it is made once.
   */
  static HttpResponse<String> sendUnlessBusy(HttpClient client, HttpRequest.Builder request) {
    return await()
        .pollDelay(Duration.ZERO)
        .atMost(TIMEOUT)
        .until(() -> send(client, request), answer -> !saysBusy(answer));
  }

  private static boolean saysBusy(HttpResponse<String> answer) {
    return answer.statusCode() == 503 && BUSY.contains(json(answer).path("type").asString(""));
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(Duration.ofSeconds(50)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    app.close();
  }
}
