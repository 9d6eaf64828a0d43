package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.EVENTS;
import static dev.ordercache.app.http.EventFixture.as;
import static dev.ordercache.app.http.HttpFixture.assertNames;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.users.TestUsers.line;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.ListChanged;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.Event.StatusChanged;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which client receives which events. */
class EventEndpointTest {

  private EventFixture events = new EventFixture();

  @AfterEach
  void stop() {
    events.close();
  }

  private void restart(EventSettings settings, @Nullable Path usersFile) {
    events.close();
    events = new EventFixture(settings, usersFile);
  }

  private static Event order(long id) {
    return new OrderChanged(new OrderId(id));
  }

  private static Event list(String status) {
    return new ListChanged(new OrderStatus(status));
  }

  private static Event change(long id, String principal) {
    return new StatusChanged(id, principal, new OrderId(1), ChangeState.DONE, 7L);
  }

  @Test
  void everyKindOfEventIsSent() {
    Listener listener = events.listen(EVENTS);
    events.begin(listener);
    events.publish(order(5));
    events.publish(list("PACKAGING"));
    events.publish(change(3, "anonymous"));
    events.publish(new StatusChanged(4, "anonymous", new OrderId(2), ChangeState.REJECTED, null));
    String end = events.begin(listener);

    assertEquals(
        List.of(
            "order {\"id\":5}",
            "list {\"status\":\"PACKAGING\"}",
            "status-change {\"id\":3,\"order\":1,\"state\":\"DONE\",\"version\":7}",
            "status-change {\"id\":4,\"order\":2,\"state\":\"REJECTED\",\"version\":null}",
            "reset {}"),
        listener.after(1));
    assertEquals(end, listener.lastId());
  }

  @Test
  void theHeadersKeepAnybodyFromCollectingOrStoringIt() {
    HttpResponse<?> response = events.listen(EVENTS).response;

    assertEquals("text/event-stream", header(response, "Content-Type"));
    assertEquals("no-store", header(response, "Cache-Control"));
    assertEquals("no", header(response, "X-Accel-Buffering"));
    assertEquals("", header(response, "Content-Length"));
  }

  @Test
  void headHasTheSameHeadersAndTakesNoPlace() {
    HttpResponse<String> head =
        events.http.send(events.http.request(EVENTS).method("HEAD", BodyPublishers.noBody()));

    assertEquals(200, head.statusCode());
    assertEquals("text/event-stream", header(head, "Content-Type"));
    assertEquals("no-store", header(head, "Cache-Control"));
    assertEquals("", header(head, "Content-Length"));
    assertEquals(0, events.statistics().opened());
  }

  @ParameterizedTest
  @CsvSource({
    "change=7, change, order 5|order 6|list PACKAGING|list CLOSED|status-change 7",
    "change=7&change=8, change, order 5|order 6|list PACKAGING|list CLOSED|status-change"
        + " 7|status-change 8",
    "'orders=5,9', order, order 5|list PACKAGING|list CLOSED|status-change 7|status-change 8",
    "orders=none&lists=CLOSED, list, list CLOSED|status-change 7|status-change 8",
    "orders=none&lists=none&change=1, nothing, ''"
  })
  void parametersNarrowWhatIsSent(String query, String kind, String reported) {
    Listener listener = events.listen(EVENTS + "?" + query);
    events.begin(listener);
    events.publish(order(5), order(6), list("PACKAGING"), list("CLOSED"));
    events.publish(change(7, "anonymous"), change(8, "anonymous"), change(9, "bob"));
    events.begin(listener);

    assertEquals(
        reported,
        listener.after(1).stream()
            .filter(text -> !text.startsWith("reset"))
            .map(text -> text.replaceAll(",\"order.*|[^a-z0-9A-Z -]|\"?(id|status)\"?:", ""))
            .collect(Collectors.joining("|")),
        kind);
  }

  @ParameterizedTest
  @CsvSource({
    "change=x, change, ''",
    "change=-1, change, ''",
    "change=, change, ''",
    "'orders=1,,2', orders, ''",
    "orders=x, orders, ''",
    "lists=NOPE, lists, ''",
    "lists=CLOSED&lists=CLOSED, lists, ''",
    "color=red, color, ''",
    "'', Last-Event-ID, a b",
    "'', Last-Event-ID, 123456789012345678901234567890123456789012345678901"
  })
  void whatIsMalformedIsNamed(String query, String field, String lastEventId) {
    HttpResponse<String> answer =
        lastEventId.isEmpty()
            ? events.http.get(EVENTS + "?" + query)
            : events.http.get(EVENTS, "Last-Event-ID", lastEventId);

    assertProblem(400, "bad-request", answer);
    assertNames(field, answer);
    assertEquals(0, events.statistics().opened());
  }

  @Test
  void aHundredIdsAreEnough() {
    String hundred =
        IntStream.range(0, 100).mapToObj(id -> "change=" + id).collect(Collectors.joining("&"));

    events.listen(EVENTS + "?" + hundred);
    assertNames("change", events.http.get(EVENTS + "?" + hundred + "&change=100"));
    assertNames("orders", events.http.get(EVENTS + "?orders=1" + ",1".repeat(100)));
  }

  @Test
  void changesArePublishedToTheirSubmitterOnly(@TempDir Path folder) {
    Path users = TestUsers.write(folder, line("ada", Role.VIEWER), line("bob", Role.VIEWER));
    restart(EventSettings.defaults(), users);
    Listener ada = events.listen(EVENTS, as("ada", "secret"));
    Listener asked = events.listen(EVENTS + "?change=1&change=2", as("ada", "secret"));
    Listener bob = events.listen(EVENTS, as("bob", "secret"));
    events.begin(ada);
    events.publish(change(1, "ada"), change(2, "bob"), change(3, "ada"), change(4, "anonymous"));
    List.of(ada, asked, bob).forEach(events::begin);

    assertEquals(List.of("1", "3"), ids(ada));
    assertEquals(List.of("1"), ids(asked));
    assertEquals(List.of("2"), ids(bob));
  }

  private static List<String> ids(Listener listener) {
    return listener.after(0).stream()
        .filter(text -> text.startsWith("status-change"))
        .map(text -> text.replaceAll(".*\"id\":([0-9]+).*", "$1"))
        .toList();
  }

  @Test
  void aClientThatComesBackReceivesWhatItMissed() {
    Listener first = events.listen(EVENTS);
    String position = events.begin(first);
    first.close();
    events.publish(order(1));
    events.publish(order(2));
    events.begin(events.listen(EVENTS));
    Listener back = events.listen(EVENTS + "?orders=2", "Last-Event-ID", position);
    events.begin(back);

    assertEquals("reset {}", back.after(0).get(0), "there was a reset between");
    Listener other = events.listen(EVENTS, "Last-Event-ID", back.lastId());
    String third = events.publish(order(3));
    Listener.Received fourth =
        new Listener.Received(events.publish(order(4)), "order", "{\"id\":4}");
    other.awaitReceived(fourth);
    assertEquals(List.of("order {\"id\":3}", "order {\"id\":4}"), other.after(0));

    Listener again = events.listen(EVENTS, "Last-Event-ID", third);
    again.awaitReceived(fourth);
    assertEquals(1, again.received.size());
  }

  @Test
  void aClientThatComesBackTooLateReceivesAReset() {
    Listener first = events.listen(EVENTS);
    String position = events.begin(first);
    Listener late = events.listen(EVENTS, "Last-Event-ID", "forgotten-long-ago");

    late.awaitReset(position);
    assertEquals(1, late.received.size());
  }

  @Test
  void heartbeatsCarryThePositionOfWhatWasNotForThisClient() {
    restart(
        EventSettings.defaults().withTimes(Duration.ofMillis(100), Duration.ofSeconds(30)), null);
    Listener idle = events.listen(EVENTS + "?orders=none");
    events.begin(idle);
    String position = events.publish(order(1));

    await().until(() -> idle.lastId().equals(position));
    assertEquals(List.of("reset {}"), idle.after(0));
  }

  @Test
  void aUserHasALimitAndAnAnonymousClientHasNone(@TempDir Path folder) {
    EventSettings settings = EventSettings.defaults().withLimits(5, 2);
    Path users = TestUsers.write(folder, line("ada", Role.VIEWER), line("bob", Role.VIEWER));
    restart(settings, users);
    Listener first = events.listen(EVENTS, as("ada", "secret"));
    events.listen(EVENTS, as("ada", "secret"));
    HttpResponse<String> refused = events.http.get(EVENTS, as("ada", "secret"));

    assertProblem(429, "too-many-streams", refused);
    assertTrue(header(refused, "Retry-After").matches("[0-9]+"));
    events.listen(EVENTS, as("bob", "secret"));
    first.close();
    events.awaitClients(2);
    events.listen(EVENTS, as("ada", "secret"));
    assertEquals(1, events.statistics().refused());

    restart(settings, null);
    IntStream.range(0, 5).forEach(i -> events.listen(EVENTS));
  }

  @Test
  void thereIsALimitInAll() {
    restart(EventSettings.defaults().withLimits(1, 1), null);
    Listener only = events.listen(EVENTS);
    HttpResponse<String> refused = events.http.get(EVENTS);

    assertProblem(503, "overload", refused);
    assertTrue(header(refused, "Retry-After").matches("[0-9]+"));
    only.close();
    events.awaitClients(0);
    events.listen(EVENTS);
  }
}
