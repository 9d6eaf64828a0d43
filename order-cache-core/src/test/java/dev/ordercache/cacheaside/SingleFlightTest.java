package dev.ordercache.cacheaside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SingleFlightTest {

  private final SingleFlight<String, Integer> flights = new SingleFlight<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger versions = new AtomicInteger();
  private final AtomicInteger concurrent = new AtomicInteger();

  /** A read that lasts until the test ends it, of a value that rises with every read. */
  private final class SlowRead implements Supplier<Integer> {

    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public Integer get() {
      assertEquals(1, concurrent.incrementAndGet(), "one flight at a time");
      try {
        int value = versions.incrementAndGet();
        began.countDown();
        end.await();
        return value;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      } finally {
        concurrent.decrementAndGet();
      }
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    assertEquals(0, flights.size(), "no flight is left behind");
  }

  @Test
  void aCallerThatArrivesAfterAReadBeganDoesNotReceiveItsValue() throws Exception {
    SlowRead first = new SlowRead();
    Future<Integer> early = threads.submit(() -> flights.fly("list", first));
    first.began.await();
    SlowRead second = new SlowRead();
    Future<Integer> late = threads.submit(() -> flights.fly("list", second));

    assertFalse(second.began.await(50, TimeUnit.MILLISECONDS), "waits for the first flight's end");
    first.end.countDown();
    second.end.countDown();

    assertEquals(1, early.get());
    assertEquals(2, late.get());
  }

  @Test
  void allCallersThatArriveDuringAReadShareTheNextOne() throws Exception {
    SlowRead first = new SlowRead();
    Future<Integer> early = threads.submit(() -> flights.fly("list", first));
    first.began.await();
    List<Future<Integer>> late = new ArrayList<>();
    AtomicInteger arrived = new AtomicInteger();
    for (int i = 0; i < 63; i++) {
      late.add(
          threads.submit(
              () -> {
                arrived.incrementAndGet();
                return flights.fly("list", versions::incrementAndGet);
              }));
    }
    while (arrived.get() < 63 || waiting() < 63) {
      Thread.onSpinWait();
    }
    first.end.countDown();

    assertEquals(1, early.get());
    for (Future<Integer> value : late) {
      assertEquals(2, value.get());
    }
  }

  private static long waiting() {
    return WaitingThreads.countIn(SingleFlight.class);
  }

  @Test
  void differentKeysDoNotWaitForEachOther() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Supplier<Integer> meet =
        () -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return 7;
        };
    Future<Integer> one = threads.submit(() -> flights.fly("one", meet));
    Future<Integer> two = threads.submit(() -> flights.fly("two", meet));

    assertEquals(7, one.get());
    assertEquals(7, two.get());
  }

  @Test
  void aFailureReachesItsOwnCallersAndNotThoseOfTheNextFlight() throws Exception {
    SlowRead first = new SlowRead();
    IllegalArgumentException failure = new IllegalArgumentException("no");
    Future<Integer> early =
        threads.submit(
            () ->
                flights.fly(
                    "list",
                    () -> {
                      first.get();
                      throw failure;
                    }));
    first.began.await();
    Future<Integer> late = threads.submit(() -> flights.fly("list", versions::incrementAndGet));
    first.end.countDown();

    assertSame(failure, assertThrows(ExecutionException.class, early::get).getCause());
    assertEquals(2, late.get());
  }

  /** A key whose lookups fail from some time on, as if memory had run out. */
  private static final class FailingKey {

    private volatile boolean failing;

    @Override
    public int hashCode() {
      if (failing) {
        throw new OutOfMemoryError("injected");
      }
      return 7;
    }

    @Override
    public boolean equals(Object other) {
      return other == this;
    }
  }

  @Test
  void aFailureOutsideOfTheWorkReleasesTheJoinedCallers() throws Exception {
    SingleFlight<FailingKey, Integer> failing = new SingleFlight<>();
    FailingKey key = new FailingKey();
    SlowRead first = new SlowRead();
    Future<Integer> early = threads.submit(() -> failing.fly(key, first));
    first.began.await();
    SlowRead second = new SlowRead();
    Future<Integer> leader = threads.submit(() -> failing.fly(key, second));
    while (waiting() < 1) {
      Thread.onSpinWait();
    }
    Future<Integer> joined = threads.submit(() -> failing.fly(key, () -> 99));
    while (waiting() < 2) {
      Thread.onSpinWait();
    }
    first.end.countDown();
    second.began.await();
    key.failing = true;
    second.end.countDown();

    assertEquals(1, early.get());
    assertThrows(ExecutionException.class, leader::get);
    assertEquals(2, joined.get());
  }

  @Test
  void anInterruptedLeaderDoesNotFailTheJoinedCallers() throws Exception {
    SlowRead before = new SlowRead();
    CompletableFuture<Thread> leader = new CompletableFuture<>();
    Future<Integer> blocker = threads.submit(() -> flights.fly("list", before));
    before.began.await();
    SlowRead interrupted = new SlowRead();
    Future<Integer> led =
        threads.submit(
            () -> {
              leader.complete(Thread.currentThread());
              return flights.fly("list", interrupted);
            });
    leader.get();
    while (waiting() < 1) {
      Thread.onSpinWait();
    }
    Future<Integer> joined = threads.submit(() -> flights.fly("list", () -> 99));
    while (waiting() < 2) {
      Thread.onSpinWait();
    }
    before.end.countDown();
    interrupted.began.await();
    leader.get().interrupt();

    assertThrows(ExecutionException.class, led::get);
    assertEquals(99, joined.get());
    assertEquals(1, blocker.get());
  }

  @Test
  void manyCallersOfAChangingValueNeverGoBackInTime() throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(
          threads.submit(
              () -> {
                for (int round = 0; round < 2_000; round++) {
                  int committed = versions.incrementAndGet();
                  int seen = flights.fly("list", versions::get);
                  assertTrue(seen >= committed, seen + " is older than " + committed);
                }
              }));
    }
    for (Future<?> caller : callers) {
      caller.get();
    }
  }
}
