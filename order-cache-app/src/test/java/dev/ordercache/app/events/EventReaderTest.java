package dev.ordercache.app.events;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cacheaside.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.OrderChanged;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventReaderTest {

  private final LocalEventLog log = new LocalEventLog();
  private final EventHub hub = new EventHub(EventSettings.defaults());
  private final EventReader reader = new EventReader(log, hub);
  private final HeldOutlet outlet = new HeldOutlet();
  private final EventClient client = hub.open(Interest.ofUser(null), null);

  @BeforeEach
  void begin() {
    client.start(outlet);
    outlet.complete(client);
    assertEquals(-1, reader.status().lagMillis());
    reader.start();
    await().until(() -> log.reads() > 0);
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

  private static String orderText(String position, long id) {
    return "id: " + position + "\nevent: order\ndata: {\"id\":" + id + "}\n\n";
  }

  /** Between two reads that begin nowhere, something may have come. */
  @Test
  void theFirstEventsTellThatOthersMayHaveBeenMissed() {
    awaitText("id: " + log.publish(order(1)) + "\nevent: reset\ndata: {}\n\n");

    awaitText(orderText(log.publish(order(2)), 2));
    assertEquals(2, reader.status().entries());
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
    awaitText("id: " + log.publish(order(1)) + "\nevent: reset\ndata: {}\n\n");
    log.failWith(failure.get());
    await().until(() -> reader.status().failures() >= 2);
    String position = log.publish(order(2));
    log.failWith(null);

    awaitText(orderText(position, 2));
  }

  @Test
  void tellsThatTheLogHasLostSomething() {
    awaitText("id: " + log.publish(order(1)) + "\nevent: reset\ndata: {}\n\n");
    log.failWith(new IllegalStateException("injected"));
    await().until(() -> reader.status().failures() >= 1);
    String position = log.publish(order(2));
    log.forget();
    log.failWith(null);

    awaitText("id: " + position + "\nevent: reset\ndata: {}\n\n");
  }

  @Test
  void endsWhenItIsClosed() {
    reader.close();
    int reads = log.reads();
    log.publish(order(1));

    assertEquals(reads, log.reads());
    assertEquals(1, outlet.count());
  }
}
