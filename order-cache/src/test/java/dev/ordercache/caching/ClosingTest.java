package dev.ordercache.caching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.tck.LogRecords;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClosingTest {

  @RegisterExtension final LogRecords logged = new LogRecords(Closing.class);
  private final List<String> closed = new CopyOnWriteArrayList<>();

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }

  @Test
  void closesThreadsAndThenConnectionsTheLastFirstAndOnce() {
    Closing closing = new Closing(Duration.ofSeconds(10));
    closing.connection(part("pool"));
    closing.thread(part("relay"));
    closing.connection(part("redis"));
    closing.thread(part("workers"));

    closing.close();
    closing.close();

    assertEquals(Set.of("workers", "relay"), Set.copyOf(closed.subList(0, 2)));
    assertEquals(List.of("redis", "pool"), closed.subList(2, 4));
    assertEquals(4, closed.size());
    assertEquals(0, logged.size());
  }

  @Test
  void aPartThatDoesNotFinishIsReportedAndTheConnectionsAreClosedAllTheSame() {
    Closing closing = new Closing(Duration.ofMillis(50));
    closing.connection(part("pool"));
    CountDownLatch never = new CountDownLatch(1);
    closing.thread(never::await);

    closing.close();

    assertEquals(List.of("pool"), closed);
    assertEquals(1, logged.size());
    never.countDown();
  }

  @Test
  void aPartThatFailsKeepsNoOtherFromBeingClosed() {
    Closing closing = new Closing(Duration.ofSeconds(10));
    closing.connection(part("pool"));
    closing.thread(part("relay"));
    closing.thread(
        () -> {
          throw new IllegalStateException("injected");
        });

    closing.close();

    assertEquals(List.of("relay", "pool"), closed);
  }

  @Test
  void anInterruptIsKeptAndDoesNotKeepPartsFromFinishing() {
    Closing closing = new Closing(Duration.ofSeconds(10));
    closing.connection(part("pool"));
    CountDownLatch finished = new CountDownLatch(1);
    closing.thread(
        () -> {
          finished.await();
          closed.add("workers");
        });
    Thread.currentThread().interrupt();
    var unused = Meanwhile.run(finished::countDown);

    closing.close();

    assertTrue(Thread.interrupted());
    assertEquals(List.of("workers", "pool"), closed);
  }

  @Test
  void connectionsThatDoNotCloseDoNotHoldTheCaller() {
    Closing closing = new Closing(Duration.ofMillis(50));
    CountDownLatch never = new CountDownLatch(1);
    closing.connection(never::await);

    closing.close();

    assertEquals(1, logged.size());
    never.countDown();
  }
}
