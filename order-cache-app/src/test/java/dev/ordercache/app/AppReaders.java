package dev.ordercache.app;

import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many readers of a running app, and assertions about them and the database in an outage. */
final class AppReaders {

  static final int MAX_LOADS = 8;
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final int READERS = 64;
  private static final List<String> LIBRARY =
      List.of("cacheaside.", "statuschange.", "redis.", "jdbc.", "app.http.");

  private final RunningApp running;

  AppReaders(RunningApp running) {
    this.running = running;
  }

  /** A page that begins at that place, 1 or more; no reader has read it. */
  static String page(int place) {
    return "/api/orders?status=MANUFACTURING_APPROVED&sort=created&cursor=created.0." + place;
  }

  /**
   * Whether the answer is a page from this source. Any other answer must be a page from the other
   * sources, or 503, on a busy machine.
   */
  boolean gets(String path, String source, String... others) {
    HttpResponse<String> answer = running.get(path);
    List<String> sources = new ArrayList<>(List.of(others));
    sources.add(source);
    assertAnswered(answer, sources.toArray(String[]::new));
    return answer.statusCode() == 200 && json(answer).get("source").stringValue().equals(source);
  }

  /** The value of a line of the metrics. */
  double metric(String name) {
    return running
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the circuit is open, closed or half_open. */
  boolean circuitIs(String state) {
    return metric("order_cache_circuit_state{state=\"" + state + "\"}") == 1;
  }

  /** Each reader requests another page, all at once; returns their answers. */
  List<Future<HttpResponse<String>>> ask(ExecutorService readers) {
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 1; i <= READERS; i++) {
      String path = page(100 + i);
      answers.add(readers.submit(() -> running.get(path)));
    }
    return answers;
  }

  /**
   * Lets many readers at once request what only the database has, blocks their statements with a
   * lock, and counts those that wait: never more than are allowed at a time. Then every reader gets
   * an answer: the page, or 503 with Retry-After.
   */
  void assertDatabaseIsNotFlooded(AppDatabase database) throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try (Connection person = database.connect();
        Statement sql = person.createStatement()) {
      person.setAutoCommit(false);
      sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
      List<Future<HttpResponse<String>>> answers = new ArrayList<>(ask(readers));
      await().atMost(TIMEOUT).until(() -> waiting(database, answers, readers) == MAX_LOADS);
      await()
          .atMost(TIMEOUT)
          .during(Duration.ofMillis(300))
          .until(() -> waiting(database) <= MAX_LOADS);
      person.rollback();
      for (Future<HttpResponse<String>> answer : answers) {
        assertAnswered(answer.get(), "database");
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Asserts that the answer is a page from one of these sources, or 503 with Retry-After. */
  static void assertAnswered(HttpResponse<String> answer, String... sources) {
    if (answer.statusCode() == 503) {
      assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""), answer.body());
      return;
    }
    assertEquals(200, answer.statusCode(), answer.body());
    String source = json(answer).get("source").stringValue();
    assertTrue(List.of(sources).contains(source), source);
  }

  /** How many of this database's statements wait for the lock of another. */
  static long waiting(AppDatabase database) throws SQLException {
    return database.number(
        "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database())");
  }

  /** On a busy machine all may have given up before they were seen to wait: then they ask again. */
  long waiting(
      AppDatabase database, List<Future<HttpResponse<String>>> answers, ExecutorService readers)
      throws Exception {
    if (answers.stream().allMatch(Future::isDone)) {
      answers.addAll(ask(readers));
    }
    return waiting(database);
  }

  /** Waits until no thread but those that always run is inside the library. */
  static void awaitNoThreadLeft() {
    await().atMost(TIMEOUT).until(AppReaders::threadsInside, List.of()::equals);
  }

  private static List<String> threadsInside() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> !thread.getKey().getName().startsWith("order-cache-"))
        .filter(thread -> Arrays.stream(thread.getValue()).anyMatch(AppReaders::isInside))
        .map(thread -> thread.getKey().getName())
        .toList();
  }

  private static boolean isInside(StackTraceElement frame) {
    return LIBRARY.stream()
        .anyMatch(part -> frame.getClassName().startsWith("dev.ordercache." + part));
  }
}
