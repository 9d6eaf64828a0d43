package dev.ordercache.core;

import static dev.ordercache.core.Eventually.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.Event.OrderChanged;
import dev.ordercache.event.EventLog.Entry;
import dev.ordercache.event.EventReader;
import dev.ordercache.memory.InMemoryEventLog;
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

/** What listeners get, whatever the log and other listeners do. */
class EventReaderTest {

  private final InMemoryEventLog log = new InMemoryEventLog(100);
  private final FlakyEventLog flaky = new FlakyEventLog(log);
  private final EventReader reader = new EventReader(flaky);
  private final List<Entry> received = new CopyOnWriteArrayList<>();

  @BeforeEach
  void begin() {
    assertEquals(-1, reader.statistics().lagMillis());
    reader.listen(received::addAll);
    reader.start();
    awaitNewest("1", new Event.Reset());
  }

  @AfterEach
  void stop() {
    reader.close();
  }

  private static Event order(long id) {
    return new OrderChanged(new OrderId(id));
  }

  private void awaitNewest(String position, Event event) {
    Entry expected = new Entry(position, event);
    await(
        "the listener gets " + expected,
        () -> !received.isEmpty() && received.get(received.size() - 1).equals(expected));
  }

  private String publish(Event event) {
    return log.add(List.of(event));
  }

  /** Between two reads without a position, an event may have been added. */
  @Test
  void theFirstEventIsAReset() {
    awaitNewest(publish(order(2)), order(2));

    assertEquals(2, received.size());
    assertEquals(2, reader.statistics().entries());
    assertTrue(reader.statistics().lagMillis() >= 0);
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
    await("two failures", () -> reader.statistics().failures() >= 2);
    String position = publish(order(2));
    flaky.failure = null;

    awaitNewest(position, order(2));
  }

  @Test
  void resetsWhenTheLogHasLostSomething() {
    flaky.failure = new IllegalStateException("injected");
    await("a failure", () -> reader.statistics().failures() >= 1);
    log.flush();
    String position = publish(order(2));
    flaky.failure = null;

    awaitNewest(position, new Event.Reset());
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

    await("a reset", () -> failing.equals(List.of(new Event.Reset())));
    assertEquals(List.of(order(2)), others);
    assertEquals(1, reader.statistics().failures());
    awaitNewest(position, order(2));
  }

  @Test
  void endsWhenItIsClosed() {
    reader.close();
    int reads = flaky.reads.get();
    publish(order(1));

    assertEquals(reads, flaky.reads.get());
    assertEquals(1, received.size());
  }
}
