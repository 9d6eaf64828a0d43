package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.ChildJvm;
import dev.ordercache.servers.RedisNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Status changes of the app on real servers. */
class StatusChangesTest {

  private static final int TAKERS = 50;
  private static final int ORDERS = 40;
  private static final int EXIT_CODE_OF_SIGTERM = 143;
  private static final String STARTED = "MANUFACTURING_STARTED";

  private final ExecutorService takers = Executors.newFixedThreadPool(TAKERS);
  private AppDatabase database;
  private RedisNode node;

  @BeforeEach
  void start() {
    database = AppDatabase.create();
    database.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    node = new RedisNode();
  }

  @AfterEach
  void stop() {
    takers.shutdownNow();
    node.close();
  }

  private RunningApp app() throws InterruptedException {
    return RunningApp.start(database.appSettings(node.uri()));
  }

  private ChildJvm startProcess() {
    return ChildJvm.of(Main.class)
        .with(database.appSettings(node.uri()))
        .with(Map.of("ORDER_CACHE_HTTP_PORT", "0"))
        .start();
  }

  private long changes(String state) {
    return database.number("SELECT count(*) FROM status_change WHERE state = '" + state + "'");
  }

  @Test
  void ofManyWhoTakeTheSameOrderOneGetsItAndTheOthersLearnWhoAndSinceWhen() throws Exception {
    try (RunningApp running = app()) {
      CountDownLatch together = new CountDownLatch(1);
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 1; i <= TAKERS; i++) {
        String name = "operator-" + i;
        answers.add(
            takers.submit(
                () -> {
                  together.await();
                  return running.take(1, 1, name);
                }));
      }
      together.countDown();

      List<JsonNode> winners = new ArrayList<>();
      List<JsonNode> refusals = new ArrayList<>();
      for (Future<HttpResponse<String>> answer : answers) {
        HttpResponse<String> got = answer.get();
        assertTrue(Set.of(200, 409).contains(got.statusCode()), got::body);
        (got.statusCode() == 200 ? winners : refusals).add(json(got));
      }
      assertEquals(1, winners.size(), winners::toString);
      assertEquals("DONE", winners.get(0).get("state").stringValue());
      String winner = winners.get(0).get("assignee").stringValue();
      assertEquals(
          Set.of(winner + " since " + winners.get(0).get("endedAt").stringValue()),
          refusals.stream()
              .map(r -> r.get("assignee").stringValue() + " since " + r.get("since").stringValue())
              .collect(Collectors.toSet()));
      JsonNode order = running.read("/api/orders/1");
      assertEquals(winner, order.get("assignee").stringValue());
      assertEquals(2, order.get("version").longValue());
    }
  }

  @Test
  void withoutRedisChangesAreAcceptedAndAppliedAndFinishedWhenItIsBack() throws Exception {
    try (RunningApp running = app()) {
      node.kill();
      List<HttpResponse<String>> accepted = new ArrayList<>();
      for (int id = 1; id <= ORDERS; id++) {
        accepted.add(running.submit(id, 1, STARTED));
      }
      accepted.forEach(answer -> assertEquals(202, answer.statusCode(), answer.body()));
      await().atMost(TIMEOUT).until(() -> changes("APPLIED") == ORDERS);
      assertEquals("APPLIED", running.state(accepted.get(0)));
      assertEquals(
          ORDERS, database.number("SELECT count(*) FROM orders WHERE status = '" + STARTED + "'"));

      node.start();
      await().atMost(TIMEOUT).until(() -> changes("DONE") == ORDERS);
      assertEquals("DONE", running.state(accepted.get(0)));
      await().atMost(TIMEOUT).until(() -> running.source(APPROVED).equals("cache"));
      assertEquals(0, running.read(APPROVED).get("orders").size());
    }
  }

  @Test
  void thatArePendingWhenTheAppIsStoppedAreDoneByTheNext() throws Exception {
    try (Connection person = database.connect();
        Statement sql = person.createStatement()) {
      person.setAutoCommit(false);
      try (ChildJvm app = startProcess()) {
        URI address = URI.create(app.await("Order cache ready at "));
        sql.execute("SELECT FROM orders FOR UPDATE"); // no worker can apply a change
        HttpClient client = HttpClient.newHttpClient();
        for (int id = 1; id <= ORDERS; id++) {
          HttpResponse<String> answer =
              RunningApp.sendUnlessBusy(client, RunningApp.changing(address, id, 1, STARTED));
          assertEquals(202, answer.statusCode(), answer.body());
        }
        URI events = address.resolve("/api/events");
        HttpResponse<Stream<String>> stream =
            client.send(HttpRequest.newBuilder(events).build(), BodyHandlers.ofLines());
        app.terminate();
        assertTrue(app.process().waitFor(1, TimeUnit.MINUTES), "it does not stop");
        assertEquals(1, stream.body().filter(line -> line.startsWith("retry:")).count());
        assertEquals(EXIT_CODE_OF_SIGTERM, app.process().exitValue());
      }
      assertEquals(ORDERS, changes("PENDING"));
      person.rollback();
    }

    try (RunningApp next = app()) {
      await().atMost(TIMEOUT).until(() -> changes("DONE") == ORDERS);
      assertEquals(STARTED, next.read("/api/orders/7").get("status").stringValue());
    }
  }
}
