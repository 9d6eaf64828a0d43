package dev.ordercache.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BackgroundLoopTest {

  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** What the loop has done, in this order. */
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

  private final CountDownLatch held = new CountDownLatch(1);
  private volatile Callable<Duration> round = () -> NEVER;
  private volatile Callable<Duration> advice = () -> Duration.ZERO;
  private final BackgroundLoop loop = loop(Duration.ofSeconds(30));

  private BackgroundLoop loop(Duration timeout) {
    return new BackgroundLoop("order-cache-test", timeout, new Steps());
  }

  private final class Steps implements BackgroundLoop.Work {

    @Override
    public Duration round() throws InterruptedException {
      done.add("round");
      return call(round);
    }

    @Override
    public Duration failed(Throwable failure) {
      done.add("failed");
      try {
        return call(advice);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void end() {
      done.add("end");
    }

    private static Duration call(Callable<Duration> step) throws InterruptedException {
      try {
        return step.call();
      } catch (RuntimeException | InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Duration fail(Error error) {
    throw error;
  }

  private void awaitDone(String... steps) throws InterruptedException {
    for (String step : steps) {
      assertEquals(step, done.take());
    }
  }

  @AfterEach
  void close() {
    held.countDown();
    loop.close();
  }

  @Test
  void theFirstRoundComesAtOnceAndTheOthersAfterItsPause() throws InterruptedException {
    Duration pause = Duration.ofMillis(100);
    BlockingQueue<Long> times = new LinkedBlockingQueue<>();
    round =
        () -> {
          times.add(System.nanoTime());
          return pause;
        };
    loop.start();
    long before = times.take();
    long later = times.take() - before;
    assertTrue(later >= pause.toNanos(), () -> "the next came after " + later + " ns");
  }

  @Test
  void theThreadHasItsNameAndKeepsNoJvmAlive() throws InterruptedException {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    round =
        () -> {
          threads.add(Thread.currentThread());
          return NEVER;
        };
    loop.start();
    Thread thread = threads.take();
    assertEquals("order-cache-test", thread.getName());
    assertTrue(thread.isDaemon());
  }

  @Test
  void aWakeUpEndsThePause() throws InterruptedException {
    loop.start();
    for (int i = 0; i < 100; i++) {
      awaitDone("round");
      loop.wake();
    }
  }

  @Test
  void aWakeUpDuringARoundIsNotLost() throws InterruptedException {
    round =
        () -> {
          held.await();
          return NEVER;
        };
    loop.start();
    awaitDone("round");
    loop.wake();
    loop.wake();
    held.countDown();
    awaitDone("round");
    loop.close();
    awaitDone("end");
  }

  @Test
  void neitherExceptionsNorErrorsEndIt() throws InterruptedException {
    round = () -> fail(new StackOverflowError());
    loop.start();
    awaitDone("round", "failed", "round", "failed");
    round =
        () -> {
          throw new IllegalStateException();
        };
    awaitDone("round", "failed", "round");
  }

  @Test
  void aFailureThatCannotBeLoggedDoesNotEndIt() throws InterruptedException {
    advice = () -> fail(new OutOfMemoryError());
    round = () -> fail(new OutOfMemoryError());
    loop.start();
    awaitDone("round", "failed", "round", "failed");
  }

  @Test
  void aWakeUpDoesNotShortenThePauseAfterAFailure() throws InterruptedException {
    Duration pause = Duration.ofMillis(200);
    BlockingQueue<Long> times = new LinkedBlockingQueue<>();
    round = () -> fail(new StackOverflowError());
    advice =
        () -> {
          round = () -> timed(times);
          loop.wake();
          times.add(System.nanoTime());
          return pause;
        };
    loop.start();
    long before = times.take();
    long later = times.take() - before;
    assertTrue(later >= pause.toNanos(), () -> "tried again after " + later + " ns");
  }

  private static Duration timed(BlockingQueue<Long> times) {
    times.add(System.nanoTime());
    return NEVER;
  }

  @Test
  void closingEndsEitherPause() throws InterruptedException {
    advice = () -> NEVER;
    round = () -> fail(new StackOverflowError());
    loop.start();
    awaitDone("round", "failed");
    loop.close();
    awaitDone("end");
    BackgroundLoop other = loop(Duration.ofSeconds(30));
    round = () -> NEVER;
    other.start();
    awaitDone("round");
    other.close();
    assertEquals("end", done.poll());
  }

  @Test
  void closingLetsTheRoundEnd() throws InterruptedException {
    round =
        () -> {
          while (!loop.isClosed()) {
            Thread.onSpinWait();
          }
          takeLong();
          done.add("ended");
          return Duration.ZERO;
        };
    loop.start();
    awaitDone("round");
    assertFalse(loop.isClosed());
    loop.close();
    assertEquals("ended", done.poll());
    assertEquals("end", done.poll());
    loop.close();
    assertTrue(done.isEmpty());
  }

  private static void takeLong() {
    long began = System.nanoTime();
    while (System.nanoTime() - began < Duration.ofMillis(100).toNanos()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.02S"})
  void closingDoesNotWaitForeverForARound(Duration timeout) throws InterruptedException {
    round =
        () -> {
          held.await();
          return NEVER;
        };
    BackgroundLoop shortTimeout = loop(timeout);
    shortTimeout.start();
    awaitDone("round");
    shortTimeout.close();
    assertTrue(done.isEmpty());
    held.countDown();
    awaitDone("end");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptEndsIt(boolean noticed) throws InterruptedException {
    round =
        () -> {
          Thread.currentThread().interrupt();
          if (noticed) {
            throw new InterruptedException();
          }
          return Duration.ZERO;
        };
    loop.start();
    awaitDone("round", "end");
    assertTrue(loop.isClosed());
  }

  @Test
  void itIsStartedOnce() {
    loop.start();
    assertThrows(IllegalThreadStateException.class, loop::start);
  }
}
