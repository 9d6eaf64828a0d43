package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestGateTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void asManyRunAsMayTheOthersWaitAndWhatIsTooMuchIsRefused() throws Exception {
    RequestGate gate = new RequestGate(2, 1);
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    for (int task = 0; task < 2; task++) {
      threads.execute(
          () ->
              gate.execute(
                  () -> {
                    running.countDown();
                    await(released);
                    done.countDown();
                  },
                  threads));
    }
    await(running);
    gate.execute(done::countDown, threads); // returns at once: another thread runs it later

    assertEquals(3, done.getCount());
    assertThrows(RejectedExecutionException.class, () -> gate.execute(() -> {}, threads));
    released.countDown();
    await(done);
  }

  @Test
  void underLoadEveryTaskRunsOnceAndNeverMoreThanMayAtATime() throws Exception {
    RequestGate gate = new RequestGate(3, 100_000);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger max = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(80_000);
    for (int thread = 0; thread < 8; thread++) {
      threads.execute(
          () -> {
            for (int task = 0; task < 10_000; task++) {
              gate.execute(
                  () -> {
                    max.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                    done.countDown();
                  },
                  threads);
            }
          });
    }
    await(done);

    assertTrue(max.get() <= 3, max::toString);
  }

  /** Otherwise its own request would not end before the queue is empty. */
  @Test
  void noThreadRunsTheTasksOfOthers() throws Exception {
    RequestGate gate = new RequestGate(1, 10);
    Thread own = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    List<Thread> ran = new CopyOnWriteArrayList<>();
    gate.execute(
        () ->
            gate.execute(
                () -> {
                  ran.add(Thread.currentThread());
                  done.countDown();
                },
                threads),
        threads);
    await(done);

    assertNotEquals(List.of(own), ran);
  }

  @Test
  void aTaskThatFailsGivesItsPlaceBack() {
    RequestGate gate = new RequestGate(1, 0);
    for (int task = 0; task < 3; task++) {
      assertThrows(ArithmeticException.class, () -> gate.execute(RequestGateTest::fail, threads));
    }
  }

  private static void fail() {
    throw new ArithmeticException();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
