package dev.ordercache.preload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelWorkTest {

  @Test
  void closeWaitsForEveryPiece() {
    AtomicInteger done = new AtomicInteger();
    try (ParallelWork work = new ParallelWork(3)) {
      for (int i = 0; i < 100; i++) {
        work.submit(done::incrementAndGet);
      }
    }

    assertEquals(100, done.get());
  }

  @Test
  void piecesGoOnSideBySide() {
    CountDownLatch both = new CountDownLatch(2);
    Runnable meet =
        () -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (ParallelWork work = new ParallelWork(3)) {
      work.submit(meet);
      work.submit(meet);
    }

    assertEquals(0, both.getCount());
  }

  @Test
  void noMorePiecesThanAllowedAreUnderWay() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger maxUnderWay = new AtomicInteger();
    try (ParallelWork work = new ParallelWork(4)) {
      for (int i = 0; i < 500; i++) {
        work.submit(
            () -> {
              maxUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              Thread.onSpinWait();
              underWay.decrementAndGet();
            });
      }
    }

    assertTrue(maxUnderWay.get() <= 4, "at most 4, not " + maxUnderWay);
  }

  @Test
  void onePieceAtATimeIsDoneByTheSubmitter() {
    Set<Thread> threads = new HashSet<>();
    try (ParallelWork work = new ParallelWork(1)) {
      for (int i = 0; i < 100; i++) {
        work.submit(() -> threads.add(Thread.currentThread()));
      }
    }

    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @Test
  void anErrorReachesTheSubmitterToo() {
    StackOverflowError failure = new StackOverflowError();
    ParallelWork work = new ParallelWork(2);
    work.submit(
        () -> {
          throw failure;
        });

    assertSame(failure, assertThrows(StackOverflowError.class, work::close));
  }

  @Test
  void theFirstFailureReachesTheSubmitter() {
    IllegalStateException failure = new IllegalStateException("down");
    ParallelWork work = new ParallelWork(2);
    work.submit(
        () -> {
          throw failure;
        });

    assertSame(failure, assertThrows(IllegalStateException.class, work::close));
  }

  @Test
  void aFailureEndsTheSubmittingToo() {
    IllegalStateException failure = new IllegalStateException("down");
    AtomicInteger submitted = new AtomicInteger();

    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () -> {
              try (ParallelWork work = new ParallelWork(2)) {
                while (submitted.incrementAndGet() < 1_000_000) {
                  work.submit(
                      () -> {
                        throw failure;
                      });
                }
              }
            }));
    assertTrue(submitted.get() < 1_000_000);
  }
}
