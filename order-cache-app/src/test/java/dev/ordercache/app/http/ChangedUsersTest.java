package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.EVENTS;
import static dev.ordercache.app.http.EventFixture.as;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.users.TestUsers.OTHER_HASH;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static dev.ordercache.memory.Orders.order;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A users file that changes while the app runs. */
class ChangedUsersTest {

  /** A busy machine needs more than the two seconds that are promised. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String BODY = "{\"to\":\"MANUFACTURING_STARTED\"}";

  @TempDir Path folder;
  private EventFixture events;

  @BeforeEach
  void start() {
    Path file = TestUsers.write(folder, line("ada", Role.ADMIN), line("bob", Role.ADMIN));
    events = new EventFixture(EventSettings.defaults(), file);
  }

  @AfterEach
  void stop() {
    events.close();
  }

  private void users(String... lines) {
    TestUsers.write(folder, lines);
  }

  private int status(String user, String path) {
    return events.http.get(path, as(user, PASSWORD)).statusCode();
  }

  @Test
  void whoIsRemovedIsRefusedAndTheStreamsEnd() {
    Listener ada = events.listen(EVENTS, as("ada", PASSWORD));
    Listener bob = events.listen(EVENTS, as("bob", PASSWORD));
    assertEquals(200, status("bob", "/metrics"));
    users(line("ada", Role.ADMIN));

    await().atMost(SOON).until(() -> status("bob", "/metrics") == 401);
    await().atMost(SOON).until(bob::hasEndedInOrder);
    events.begin(ada);
    assertFalse(ada.hasEnded());
  }

  @Test
  void whoHasAnotherPasswordIsAskedForItAndTheStreamsEnd() {
    Listener bob = events.listen(EVENTS, as("bob", PASSWORD));
    users(line("ada", Role.ADMIN), "bob: " + OTHER_HASH + ", admin\n");

    await().atMost(SOON).until(bob::hasEndedInOrder);
    assertEquals(401, status("bob", "/metrics"));
  }

  @Test
  void whoIsDemotedMayDoLess() {
    Listener bob = events.listen(EVENTS, as("bob", PASSWORD));
    assertEquals(200, status("bob", "/metrics"));
    users(line("bob", Role.VIEWER));

    await().atMost(SOON).until(() -> status("bob", "/metrics") == 403);
    assertEquals(200, status("bob", "/api/statuses"));
    events.begin(bob);
    assertFalse(bob.hasEnded(), "a viewer may still receive events");
  }

  /** A client may take minutes to send it. */
  @Test
  void whoIsRemovedWhileTheBodyIsOnItsWayChangesNothing() throws IOException {
    events.http.database.put(order(1).build());
    Socket slow =
        events.connect(
            String.join(
                "\r\n",
                "POST /api/orders/1/status-changes HTTP/1.1",
                "Host: localhost",
                "Connection: close",
                "Authorization: " + as("bob", PASSWORD)[1],
                "Content-Type: application/json",
                "If-Match: \"1\"",
                "Idempotency-Key: k",
                "Expect: 100-continue",
                "Content-Length: " + BODY.length(),
                "",
                ""));
    String read = "HTTP/1.1 100 Continue\r\n\r\n"; // sent when the body is read
    byte[] first = slow.getInputStream().readNBytes(read.length());
    assertEquals(read, new String(first, StandardCharsets.US_ASCII));
    users(line("ada", Role.ADMIN));
    await().atMost(SOON).until(() -> status("bob", "/metrics") == 401);
    slow.getOutputStream().write(BODY.getBytes(StandardCharsets.US_ASCII));
    String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
    assertEquals(1, events.http.database.find(new OrderId(1)).value().orElseThrow().version());
  }

  /** The file is replaced after the request was authorized, and before the stream is registered. */
  @Test
  void aStreamThatIsOpenedMeanwhileEndsToo() {
    CompletableFuture<Listener> opened;
    synchronized (events.http.events) {
      opened = CompletableFuture.supplyAsync(() -> events.listen(EVENTS, as("bob", PASSWORD)));
      await().atMost(SOON).until(ChangedUsersTest::aRequestWaitsForTheHub);
      users(line("ada", Role.ADMIN));
      await().atMost(SOON).until(() -> status("bob", "/metrics") == 401);
    }
    Listener bob = opened.join();

    await().atMost(SOON).until(bob::hasEndedInOrder);
    assertEquals(0, events.statistics().clients());
  }

  private static boolean aRequestWaitsForTheHub() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getState() == Thread.State.BLOCKED)
        .flatMap(thread -> Stream.of(thread.getValue()).limit(1))
        .anyMatch(
            frame ->
                frame.getClassName().equals(EventHub.class.getName())
                    && frame.getMethodName().equals("open"));
  }

  @Test
  void aFileThatIsWrongChangesNothing() {
    users(line("ada", Role.ADMIN), "bob: plain, admin\n");
    await().atMost(SOON).until(() -> events.http.logins != null && events.http.logins.fileFails());

    assertEquals(200, status("bob", "/metrics"));
    assertProblem(401, "unauthorized", events.http.get("/metrics", as("bob", "plain")));
  }
}
