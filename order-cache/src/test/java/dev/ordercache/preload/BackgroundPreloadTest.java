package dev.ordercache.preload;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.ordercache.Answer;
import dev.ordercache.Generation;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.Source;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.PreloadProgress.State;
import dev.ordercache.tck.LogRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackgroundPreloadTest {

  private final OrderQuery orders = mock(OrderQuery.class);
  private final BackgroundPreload preload = retryingAfter(Duration.ofMillis(10));
  @RegisterExtension final LogRecords logged = new LogRecords(BackgroundPreload.class);

  /** Without cached statuses, so that it only reads the ids. */
  private BackgroundPreload retryingAfter(Duration delay) {
    CachePlan plan = CachePlan.builder().cachedStatuses(Set.of()).build();
    Preload once = new Preload(orders, plan, new PreloadSettings(1, 100, 1, Duration.ofSeconds(1)));
    return new BackgroundPreload(once, delay);
  }

  @BeforeEach
  void letTheCacheBeVerified() {
    when(orders.find(any()))
        .thenReturn(
            new Answer<>(Optional.empty(), Source.MISS, new Generation("g"), Instant.EPOCH));
  }

  @AfterEach
  void stop() {
    preload.close();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new OrderQueryException("unreachable", null),
        new IllegalStateException("broken"),
        new StackOverflowError(),
        new NoClassDefFoundError("Missing"),
        new OutOfMemoryError("Java heap space"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void runsAgainAfterAnyFailureWhichIsLoggedAndCounted(Throwable failure) {
    doThrow(failure).doThrow(failure).doNothing().when(orders).streamIds(any(), any());
    preload.start();

    await().until(() -> preload.progress().state() == State.DONE);
    assertEquals(2, preload.failures());
    assertEquals(2, logged.size());
    assertTrue(logged.get(0).getMessage().contains(failure.toString()));
  }

  @Test
  void doesNotMakeAServiceReadyThatStops() throws InterruptedException {
    SynchronousQueue<Thread> running = new SynchronousQueue<>();
    doAnswer(
            call -> {
              running.put(Thread.currentThread());
              throw new AssertionError(new CountDownLatch(1).await(1, TimeUnit.MINUTES));
            })
        .when(orders)
        .streamIds(any(), any());
    preload.start();
    Thread thread = running.take();
    preload.close();
    thread.join();

    assertFalse(preload.ready());
    assertEquals(0, preload.failures());
  }

  @Test
  void makesTheServiceReadyAlthoughItFailedWithAnError() throws InterruptedException {
    doThrow(new StackOverflowError()).when(orders).streamIds(any(), any());
    try (BackgroundPreload failed = retryingAfter(Duration.ofHours(1))) {
      CountDownLatch ready = new CountDownLatch(1);
      failed.whenReady(ready::countDown);
      failed.start();

      assertTrue(ready.await(10, TimeUnit.SECONDS));
      assertTrue(failed.ready());
    }
  }
}
