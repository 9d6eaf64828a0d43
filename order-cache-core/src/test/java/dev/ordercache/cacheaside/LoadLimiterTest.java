package dev.ordercache.cacheaside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OverloadException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoadLimiterTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
  }

  private static LoadLimiter limiter(int loads, int queued, Duration timeout) {
    return new LoadLimiter(new CacheAsideSettings(loads, queued, timeout, 0));
  }

  private Future<Integer> occupy(LoadLimiter limiter) throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    Future<Integer> load =
        threads.submit(
            () ->
                limiter.load(
                    () -> {
                      began.countDown();
                      awaitEnd();
                      return 1;
                    }));
    began.await();
    return load;
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void noMoreLoadsThanAllowedAreUnderWay() throws Exception {
    LoadLimiter limiter = limiter(3, 100, Duration.ofSeconds(20));
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger maxUnderWay = new AtomicInteger();
    Thread[] callers = new Thread[50];
    CountDownLatch arrived = new CountDownLatch(callers.length);
    List<Future<Integer>> loads = new ArrayList<>();
    for (int i = 0; i < callers.length; i++) {
      int caller = i;
      loads.add(
          threads.submit(
              () -> {
                callers[caller] = Thread.currentThread();
                arrived.countDown();
                return limiter.load(
                    () -> {
                      maxUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                      awaitEnd();
                      return underWay.decrementAndGet();
                    });
              }));
    }
    arrived.await();
    while (!Arrays.stream(callers).allMatch(LoadLimiterTest::waits)) {
      Thread.onSpinWait();
    }
    end.countDown();
    for (Future<Integer> load : loads) {
      load.get();
    }

    assertEquals(3, maxUnderWay.get());
  }

  /** Whether a caller waits, in its load or for its turn. */
  private static boolean waits(Thread caller) {
    return caller.getState() == Thread.State.WAITING
        || caller.getState() == Thread.State.TIMED_WAITING;
  }

  @Test
  void aCallerIsRefusedAtOnceIfTheQueueIsFull() throws Exception {
    LoadLimiter limiter = limiter(1, 0, Duration.ofHours(1));
    Future<Integer> occupied = occupy(limiter);

    assertThrows(OverloadException.class, () -> limiter.load(() -> 2));
    end.countDown();
    assertEquals(1, occupied.get());
    assertEquals(3, limiter.load(() -> 3), "the turn was released");
  }

  @Test
  void aCallerIsRefusedIfItsTurnDoesNotComeInTime() throws Exception {
    LoadLimiter limiter = limiter(1, 5, Duration.ofMillis(20));
    Future<Integer> occupied = occupy(limiter);

    assertThrows(OverloadException.class, () -> limiter.load(() -> 2));
    end.countDown();
    assertEquals(1, occupied.get());
  }

  @Test
  void aFailedLoadReleasesItsTurn() {
    LoadLimiter limiter = limiter(1, 0, Duration.ofMillis(20));

    for (int i = 0; i < 3; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              limiter.load(
                  () -> {
                    throw new IllegalStateException("down");
                  }));
    }
  }
}
