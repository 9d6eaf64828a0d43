package dev.ordercache.app.events;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.ListChanged;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.Event.Reset;
import dev.ordercache.event.EventLog.Entry;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue of one client, whose writes the test holds. */
class EventClientTest {

  private static final Duration LONG = Duration.ofHours(1);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final EventSettings settings =
      EventSettings.defaults().withSizes(3, 3).withTimes(LONG, LONG).withRetry(RETRY, RETRY);
  private EventHub hub = new EventHub(settings);
  private final HeldSink outlet = new HeldSink();
  private int published;

  @AfterEach
  void stop() {
    Thread.currentThread().interrupt(); // otherwise it waits for the writes that a test holds
    hub.close();
    assertTrue(Thread.interrupted());
  }

  private EventClient open(HeldSink way) {
    EventClient client = hub.open(EventFilter.ofUser(null), null);
    client.start(way);
    return client;
  }

  private EventClient opened() {
    EventClient client = open(outlet);
    outlet.complete(client);
    return client;
  }

  private void publish(Event... events) {
    String position = "p" + ++published;
    List<Entry> entries = new ArrayList<>();
    for (Event event : events) {
      entries.add(new Entry(position, event));
    }
    hub.publish(entries);
  }

  private static Event order(long id) {
    return new OrderChanged(new OrderId(id));
  }

  private static String orderText(int position, long id) {
    return "id: p" + position + "\nevent: order\ndata: {\"id\":" + id + "}\n\n";
  }

  @Test
  void whatComesDuringAWriteIsWrittenAfterIt() {
    EventClient client = opened();
    publish(order(1));
    assertEquals(orderText(1, 1), outlet.newest());

    publish(order(2));
    publish(order(3));
    assertEquals(2, outlet.count(), "one write at a time");

    outlet.complete(client);
    assertEquals(orderText(2, 2) + orderText(3, 3), outlet.newest());
    outlet.complete(client);
    assertEquals(3, outlet.count());
  }

  @Test
  void aLaterEventOfASubjectReplacesTheEarlierAndComesLast() {
    EventClient client = opened();
    publish(order(1));
    publish(order(2));
    publish(new ListChanged(new OrderStatus("PACKAGING")));
    publish(order(2));
    outlet.complete(client);

    assertEquals(
        "id: p3\nevent: list\ndata: {\"status\":\"PACKAGING\"}\n\n" + orderText(4, 2),
        outlet.newest(),
        "p4 comes after all earlier events");
    assertEquals(1, hub.statistics().coalesced());
  }

  @Test
  void subjectsThatAreTooManyBecomeOneReset() {
    EventClient client = opened();
    publish(order(1));
    for (long id = 2; id <= 5; id++) {
      publish(order(id));
    }
    publish(order(6));
    outlet.complete(client);
    assertEquals("id: p6\nevent: reset\ndata: {}\n\n", outlet.newest());
    assertEquals(1, hub.statistics().resets());
    assertEquals(5, hub.statistics().coalesced());

    publish(order(7));
    outlet.complete(client);
    assertEquals(orderText(7, 7), outlet.newest());
  }

  @Test
  void aResetMakesNeedlessWhatWaits() {
    EventClient client = opened();
    publish(order(1));
    publish(order(2), new Reset(), order(3));
    outlet.complete(client);

    assertEquals("id: p2\nevent: reset\ndata: {}\n\n", outlet.newest());
  }

  @Test
  void onlyTheLastEventOfAPositionHasIt() {
    opened();
    publish(order(1), order(2));

    assertEquals("event: order\ndata: {\"id\":1}\n\n" + orderText(1, 2), outlet.newest());
  }

  @Test
  void whoResumesGetsWhatItMissed() {
    for (long id = 1; id <= 4; id++) {
      publish(order(id));
    }
    EventClient client = hub.open(EventFilter.ofUser(null), "p2");
    client.start(outlet);

    assertEquals("retry: 2000\n\n" + orderText(3, 3) + orderText(4, 4), outlet.newest());
  }

  @Test
  void aClientThatMissedNothingReceivesThePositionOnly() {
    publish(order(1));
    hub.open(EventFilter.ofUser(null), "p1").start(outlet);

    assertEquals("retry: 2000\n\nid: p1\n\n", outlet.newest());
  }

  @Test
  void whoResumesWhereItIsNotKnownGetsAReset() {
    for (long id = 1; id <= 6; id++) {
      publish(order(id));
    }
    hub.open(EventFilter.ofUser(null), "p3").start(outlet);
    assertEquals(
        "retry: 2000\n\n" + orderText(4, 4) + orderText(5, 5) + orderText(6, 6),
        outlet.newest(),
        "p3 is the newest event that is not kept");

    HeldSink other = new HeldSink();
    hub.open(EventFilter.ofUser(null), "p2").start(other);
    assertEquals("retry: 2000\n\nid: p6\nevent: reset\ndata: {}\n\n", other.newest());
  }

  @Test
  void eventsFromBeforeTheStreamBeginsComeWithIt() {
    EventClient client = hub.open(EventFilter.ofUser(null), null);
    publish(order(1));
    client.start(outlet);

    assertEquals("retry: 2000\n\n" + orderText(1, 1), outlet.newest());
  }

  /** When an instance restarts, all its clients lose their connections at the same time. */
  @Test
  void eachReceivesARetryTimeOfItsOwn() {
    hub = new EventHub(settings.withRetry(Duration.ofSeconds(1), Duration.ofSeconds(5)));
    Set<Integer> millis = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      HeldSink way = new HeldSink();
      open(way);
      String block = way.newest();
      assertTrue(block.matches("retry: [0-9]+\n\n:\n\n"), block);
      millis.add(Integer.valueOf(block.replaceAll("[^0-9]", "")));
    }

    assertTrue(millis.size() > 100, millis::toString);
    assertTrue(Collections.min(millis) >= 1_000, millis::toString);
    assertTrue(Collections.max(millis) <= 5_000, millis::toString);
    assertTrue(Collections.max(millis) - Collections.min(millis) > 3_000, millis::toString);
  }

  @Test
  void aClientThatFailsHarmsNoOther() {
    opened();
    HeldSink broken = new HeldSink();
    EventClient failing = open(broken);
    broken.complete(failing);
    HeldSink third = new HeldSink();
    EventClient last = open(third);
    third.complete(last);
    broken.failure = new IllegalStateException("injected");
    publish(order(1));

    assertEquals(orderText(1, 1), outlet.newest());
    assertEquals(orderText(1, 1), third.newest());
    assertTrue(broken.aborted);
    assertEquals(2, hub.statistics().clients());
    assertEquals(1, hub.statistics().failures());
  }

  @Test
  void aWriteThatDoesNotEndIsGivenUpAndAnIdleClientIsNot() {
    hub = new EventHub(settings.withTimes(LONG, Duration.ofMillis(200)));
    EventClient idle = opened();
    hub.start();
    HeldSink held = new HeldSink();
    open(held);

    await().until(held::isAborted);
    assertEquals(1, hub.statistics().stuck());
    assertEquals(1, hub.statistics().clients());
    assertFalse(outlet.isAborted(), idle::toString);
  }

  @Test
  void anIdleClientGetsHeartbeatsWithTheNewestPosition() {
    hub = new EventHub(settings.withTimes(Duration.ofMillis(50), LONG));
    hub.start();
    EventClient client = hub.open(new EventFilter(null, null, Set.of(), null), null);
    client.start(outlet);
    assertEquals("retry: 2000\n\n:\n\n", outlet.newest());
    publish(order(1));
    outlet.complete(client);

    await().until(() -> outlet.newest().equals("id: p1\n\n"));
    assertEquals(2, outlet.count(), "no other write while one is in progress");
  }

  @Test
  void theEndOfTheHubEndsTheStreamsAndTakesNoOthers() {
    opened();
    HeldSink stuck = new HeldSink();
    open(stuck);
    EventClient late = hub.open(EventFilter.ofUser(null), null);
    hub.close();

    assertTrue(outlet.ended);
    assertFalse(outlet.aborted);
    assertTrue(stuck.aborted, "a write that does not end");
    HeldSink third = new HeldSink();
    late.start(third);
    assertTrue(third.ended);
    assertEquals(0, hub.statistics().clients());
    assertThrows(TooManyClientsException.class, () -> hub.open(EventFilter.ofUser(null), null));
  }

  private boolean takesNoOthers() {
    try {
      hub.open(EventFilter.ofUser(null), null).gone();
      return false;
    } catch (TooManyClientsException e) {
      return true;
    }
  }

  @Test
  void aStreamEndsAfterTheWriteThatIsUnderWay() {
    EventClient busy = opened();
    publish(order(1));
    publish(order(2));
    HeldSink second = new HeldSink();
    EventClient beginning = hub.open(EventFilter.ofUser(null), null);
    busy.end();
    beginning.end();
    CompletableFuture<Void> close = Meanwhile.run(hub::close);
    await().until(this::takesNoOthers);
    outlet.complete(busy);
    beginning.start(second);
    close.join();

    assertTrue(outlet.ended);
    assertEquals("", outlet.newest(), "pending events are not sent");
    assertTrue(second.ended);
    assertFalse(outlet.aborted || second.aborted);
  }
}
