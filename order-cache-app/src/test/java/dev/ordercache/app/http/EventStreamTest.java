package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.EVENTS;
import static dev.ordercache.app.http.HttpFixture.assertProblem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.OrderChanged;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that stay open, break, or do not read. */
class EventStreamTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final int BURST = 200;
  private static final int BURSTS_NOT_TAKEN = 20;
  private static final int PUBLISHED_BY = 100;

  /** No write reveals that a client has disconnected. */
  private EventFixture events = new EventFixture(EventSettings.defaults().withTimes(LONG, LONG));

  @AfterEach
  void stop() {
    events.close();
  }

  private static Event order(long id) {
    return new OrderChanged(new OrderId(id));
  }

  @Test
  void whoGoesAwayIsForgottenAtOnce() throws IOException {
    Socket polite = events.connect();
    Socket rude = events.connect();
    rude.setSoLinger(true, 0); // RST instead of FIN
    events.awaitClients(2);

    polite.close();
    events.awaitClients(1);
    rude.close();
    events.awaitClients(0);
  }

  @Test
  void whoSendsSomethingMoreIsDisconnected() throws IOException {
    Socket talkative = events.connect();
    events.awaitClients(1);
    talkative.getOutputStream().write('x');

    events.awaitClients(0);
    String all = new String(talkative.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(all.startsWith("HTTP/1.1 200 OK\r\n"), all);
  }

  @Test
  void aThousandThatComeAndGoLeaveNothing() throws IOException {
    for (int round = 0; round < 10; round++) {
      List<Socket> sockets = IntStream.range(0, 100).mapToObj(i -> events.connect()).toList();
      events.awaitClients(100);
      events.publish(order(round));
      for (Socket socket : sockets) {
        socket.close();
      }
      events.awaitClients(0);
    }
    assertEquals(1_000, events.statistics().opened());
    assertEquals(0, events.statistics().failures());
  }

  /** Publishes until no client takes anything any more. */
  private void fill() {
    Event[] burst = new Event[BURST];
    long id = 0;
    for (int notTaken = 0; notTaken < BURSTS_NOT_TAKEN; ) {
      for (int i = 0; i < BURST; i++) {
        burst[i] = order(id++);
      }
      long sent = events.statistics().sent();
      events.publishAndWait(burst);
      notTaken = events.statistics().sent() == sent ? notTaken + 1 : 0;
    }
  }

  @Test
  void aClientThatNeverReadsCostsTheOthersNothing() {
    List<Listener> others = new ArrayList<>();
    IntStream.range(0, 5).forEach(i -> others.add(events.listen(EVENTS + "?orders=7000000000")));
    events.begin(others.get(0));
    Socket stuck = events.connect();
    events.awaitClients(6);
    fill();
    long coalesced = events.statistics().coalesced();
    String newest = "";
    for (int i = 0; i < PUBLISHED_BY; i++) {
      newest = events.publish(order(7_000_000_000L));
      Listener.Received received = new Listener.Received(newest, "order", "{\"id\":7000000000}");
      others.forEach(other -> other.awaitReceived(received));
    }

    for (Listener other : others) {
      assertEquals(PUBLISHED_BY + 1, other.received.size(), "each, once, and no reset");
    }
    assertTrue(events.statistics().coalesced() >= coalesced + PUBLISHED_BY, "one is stuck");
    assertEquals(6, events.statistics().clients(), stuck::toString);
  }

  @Test
  void aClientThatReadsAgainReceivesAReset() throws IOException {
    Socket slow = events.connect();
    events.awaitClients(1);
    fill();
    String newest = events.publish(order(7));
    InputStream in = slow.getInputStream();
    StringBuilder tail = new StringBuilder();
    byte[] some = new byte[64 * 1024];
    while (tail.indexOf("id: " + newest + "\nevent: reset\ndata: {}\n\n") < 0) {
      int count = in.read(some);
      assertTrue(count > 0, () -> "ends with " + tail);
      tail.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
      tail.delete(0, Math.max(0, tail.length() - 200));
    }
    assertTrue(events.statistics().resets() > 0);
  }

  @Test
  void whoDoesNotReadInTimeIsDisconnected() {
    events.close();
    events = new EventFixture(EventSettings.defaults().withTimes(LONG, Duration.ofSeconds(2)));
    Socket stuck = events.connect();
    Listener other = events.listen(EVENTS + "?orders=none");
    events.awaitClients(2);
    fill();

    events.awaitClients(1);
    assertEquals(1, events.statistics().stuck(), stuck::toString);
    events.begin(other);
  }

  /** Jetty ends idle connections, and this fixture sends no heartbeats. */
  @Test
  void anIdleStreamIsNotEndedByTheServersIdleTimeout() throws IOException {
    events.close();
    events =
        new EventFixture(
            new HttpFixture(
                0, null, EventSettings.defaults().withTimes(LONG, LONG), Duration.ofSeconds(2)));
    Listener idle = events.listen(EVENTS);
    Socket silent = events.connect("");
    assertEquals(-1, silent.getInputStream().read(), "that one has ended");
    Socket later = events.connect("");
    assertEquals(-1, later.getInputStream().read(), "and so has this one");

    assertFalse(idle.hasEnded());
    events.begin(idle);
    events.http.events.close();
    await().until(idle::hasEndedInOrder);
  }

  /** Closing the server fails if it had to wait for a request too long. */
  @Test
  void theEndOfTheServerEndsTheStreamsAndWaitsForNoClientThatDoesNotRead() {
    Listener one = events.listen(EVENTS + "?orders=none");
    events.begin(one);
    Socket stuck = events.connect();
    events.awaitClients(2);
    fill();
    events.http.close();

    await().until(one::hasEndedInOrder);
    assertEquals(0, events.statistics().clients(), stuck::toString);
  }

  @Test
  void nobodyIsTakenWhileTheServerStops() {
    events.http.events.close();

    assertProblem(503, "overload", events.http.get(EVENTS));
  }
}
