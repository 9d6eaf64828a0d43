package dev.ordercache.app.events;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.EventReader;
import dev.ordercache.tck.InMemoryEventLog;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventReaderTest {

  private static final String FIRST = "1";

  private final InMemoryEventLog log = new InMemoryEventLog(100);
  private final FlakyEventLog flaky = new FlakyEventLog(log);
  private final EventHub hub = new EventHub(EventSettings.defaults());
  private final EventReader reader = new EventReader(flaky);
  private final HeldSink outlet = new HeldSink();
  private final EventClient client = hub.open(EventFilter.ofUser(null), null);

  @BeforeEach
  void begin() {
    client.start(outlet);
    outlet.complete(client);
    assertEquals(-1, reader.status().lagMillis());
    reader.listen(hub::publish);
    reader.start();
    awaitText(resetText(FIRST));
  }

  @AfterEach
  void stop() {
    reader.close();
    hub.close();
  }

  private static Event order(long id) {
    return new OrderChanged(new OrderId(id));
  }

  private void awaitText(String text) {
    await().until(() -> outlet.newest().equals(text));
    outlet.complete(client);
  }

  private String publish(Event event) {
    return log.add(List.of(event));
  }

  private static String resetText(String position) {
    return "id: " + position + "\nevent: reset\ndata: {}\n\n";
  }

  private static String orderText(String position, long id) {
    return "id: " + position + "\nevent: order\ndata: {\"id\":" + id + "}\n\n";
  }

  /** Between two reads without a position, an event may have been added. */
  @Test
  void theFirstEventIsAReset() {
    awaitText(orderText(publish(order(2)), 2));

    assertEquals(3, outlet.count(), "one write before, and one reset");
    await().until(() -> reader.status().entries() == 2);
    assertTrue(reader.status().lagMillis() >= 0);
  }

  static Stream<Supplier<Throwable>> failures() {
    return Stream.of(
        () -> new OrderCacheException("injected", new IOException("injected")),
        () -> new IllegalStateException("injected"),
        () -> new StackOverflowError("injected"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void goesOnWhereItWasAfterAFailure(Supplier<Throwable> failure) {
    flaky.failure = failure.get();
    await().until(() -> reader.status().failures() >= 2);
    String position = publish(order(2));
    flaky.failure = null;

    awaitText(orderText(position, 2));
  }

  @Test
  void resetsWhenTheLogHasLostSomething() {
    flaky.failure = new IllegalStateException("injected");
    await().until(() -> reader.status().failures() >= 1);
    log.flush();
    String position = publish(order(2));
    flaky.failure = null;

    awaitText(resetText(position));
  }

  /** The reset replaces what it has missed, also if nothing else happens. */
  @Test
  void aListenerThatFailsGetsAResetAndTheOthersMissNothing() {
    List<Event> failing = new CopyOnWriteArrayList<>();
    AtomicBoolean fails = new AtomicBoolean(true);
    reader.listen(
        read -> {
          if (fails.getAndSet(false)) {
            throw new IllegalStateException("injected");
          }
          read.forEach(entry -> failing.add(entry.event()));
        });
    List<Event> others = new CopyOnWriteArrayList<>();
    reader.listen(read -> read.forEach(entry -> others.add(entry.event())));

    String position = publish(order(2));

    await().until(() -> failing.equals(List.of(new Event.Reset())));
    assertEquals(List.of(order(2)), others);
    assertEquals(1, reader.status().failures());
    awaitText(orderText(position, 2));
  }

  @Test
  void endsWhenItIsClosed() {
    reader.close();
    int reads = flaky.reads.get();
    publish(order(1));

    assertEquals(reads, flaky.reads.get());
    assertEquals(2, outlet.count());
  }
}
