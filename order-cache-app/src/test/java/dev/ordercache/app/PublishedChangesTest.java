package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.json;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.tck.Meanwhile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes made through the API of two instances on real servers, and which clients receive events
 * of them: other users in each test.
 */
class PublishedChangesTest {

  private static final String APPROVED = "MANUFACTURING_APPROVED";
  private static final String STARTED = "MANUFACTURING_STARTED";
  private static final int STREAMS_OF_A_USER = 5;

  @TempDir private static Path folder;
  private static Map<String, String> settings;
  private static AppDatabase database;
  private static RedisNode node;
  private static RunningApp one;
  private static RunningApp two;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    database = AppDatabase.create();
    database.enter(1, 10, APPROVED);
    node = new RedisNode();
    Path users =
        TestUsers.write(
            folder,
            Stream.of("ada", "bob", "cid", "eve", "sue", "root")
                .map(name -> TestUsers.line(name, name.equals("root") ? Role.ADMIN : Role.OPERATOR))
                .toArray(String[]::new));
    settings = new HashMap<>(database.appSettings(node.uri()));
    settings.put("ORDER_CACHE_USERS_FILE", users.toString());
    settings.put("ORDER_CACHE_EVENT_CLIENTS_PER_USER", "" + STREAMS_OF_A_USER);
    settings.put("ORDER_CACHE_STALENESS_BOUND", "30s"); // a busy machine sets the guard late
    one = RunningApp.start(settings);
    two = RunningApp.start(settings);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    node.close();
  }

  /** Opens a stream and waits until it has begun: it receives everything from now on. */
  private static Queue<String> watched(RunningApp client) {
    Queue<String> lines = client.events();
    await().atMost(TIMEOUT).until(() -> !lines.isEmpty());
    return lines;
  }

  private static void awaitCached(RunningApp client, long id) {
    await().atMost(TIMEOUT).until(() -> RunningApp.isHit(client.get("/api/orders/" + id)));
  }

  /** Takes an order of version 1; returns the event that its submitter must receive at the end. */
  private static String taken(RunningApp client, long id) {
    HttpResponse<String> accepted = client.submit(id, 1, STARTED);
    assertEquals(202, accepted.statusCode(), accepted.body());
    return "data: {\"id\":%d,\"order\":%d,\"state\":\"DONE\",\"version\":2}"
        .formatted(json(accepted).get("id").longValue(), id);
  }

  private static void awaitLines(Queue<String> received, String... lines) {
    await().atMost(TIMEOUT).until(() -> received.containsAll(List.of(lines)));
  }

  /** Each is sent at least once. */
  private static Set<String> changesIn(Queue<String> received) {
    return received.stream()
        .filter(line -> line.contains("\"state\""))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Test
  void arePublishedToTheirSubmitterOnlyOnceEveryReaderSeesThem() {
    RunningApp ada = one.as("ada", PASSWORD);
    RunningApp bob = one.as("bob", PASSWORD);
    Queue<String> adas = watched(ada);
    Queue<String> bobs = watched(bob);
    awaitCached(ada, 1);
    String done = taken(ada, 1);
    awaitLines(adas, "event: status-change", done);
    assertEquals(2, bob.read("/api/orders/1").get("version").longValue());

    String[] others = {
      "data: {\"id\":1}",
      "data: {\"status\":\"" + APPROVED + "\"}",
      "data: {\"status\":\"" + STARTED + "\"}"
    };
    awaitLines(adas, others);
    awaitLines(bobs, others);
    String later = taken(bob, 2);
    awaitLines(bobs, later);
    assertEquals(Set.of(later), changesIn(bobs));
    assertEquals(Set.of(done), changesIn(adas));
  }

  @Test
  void arePublishedByTheOtherInstanceToo() {
    RunningApp there = two.as("cid", PASSWORD);
    Queue<String> received = watched(there);
    awaitCached(there, 3);
    awaitLines(received, taken(one.as("cid", PASSWORD), 3));

    assertEquals(2, there.read("/api/orders/3").get("version").longValue());
    awaitLines(received, "data: {\"id\":3}", "data: {\"status\":\"" + STARTED + "\"}");
  }

  @Test
  void areNotMadeByAnOperatorWhereAnotherHasTheOrderWhichTheAnswerSays() {
    HttpResponse<String> taken = one.as("ada", PASSWORD).change(5, 1, STARTED);
    HttpResponse<String> refusal = two.as("bob", PASSWORD).change(5, 2, "MANUFACTURING_COMPLETED");

    assertEquals(409, refusal.statusCode(), refusal.body());
    assertEquals("ada", json(refusal).get("assignee").stringValue());
    assertEquals(json(taken).get("endedAt"), json(refusal).get("since"));
  }

  /** The answer to a request that is not refused has no end. */
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void arePublishedToAsManyClientsAsTheAppIsSetUpFor() {
    RunningApp eve = two.as("eve", PASSWORD);
    for (int i = 0; i < STREAMS_OF_A_USER; i++) {
      watched(eve);
    }
    HttpResponse<String> refused = eve.get("/api/events");

    assertEquals(429, refused.statusCode());
    assertEquals(
        "urn:order-cache:problem:too-many-streams", json(refused).get("type").stringValue());
  }

  @Test
  void endInOrderForThoseWhoWaitAndWatchWhenTheAppStops() throws Exception {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> stream;
    CompletableFuture<HttpResponse<String>> waiting;
    try (Connection person = database.connect();
        Statement sql = person.createStatement()) {
      person.setAutoCommit(false);
      sql.execute("SELECT FROM orders WHERE id = 4 FOR UPDATE"); // no worker can change it
      try (RunningApp third = RunningApp.start(settings)) {
        RunningApp sue = third.as("sue", PASSWORD);
        AppReaders metrics = new AppReaders(third.as("root", PASSWORD));
        stream = sue.events(received);
        await().atMost(TIMEOUT).until(() -> !received.isEmpty());
        waiting = Meanwhile.supply(() -> sue.change(4, 1, STARTED));
        await().atMost(TIMEOUT).until(() -> metrics.metric("order_cache_changes_awaited") == 1);
      }
      HttpResponse<String> answer = waiting.get(1, TimeUnit.MINUTES);
      assertEquals(202, answer.statusCode(), answer.body());
      assertEquals("PENDING", json(answer).get("state").stringValue());
      stream.get(1, TimeUnit.MINUTES);
      person.rollback();
    }
  }
}
