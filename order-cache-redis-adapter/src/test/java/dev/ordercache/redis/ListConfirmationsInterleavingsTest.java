package dev.ordercache.redis;

import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.STARTED;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Generation;
import dev.ordercache.OrderStatus;
import dev.ordercache.redis.BrokenListConfirmations.Fault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One thread asks Redis and confirms, another deletes and drops, a third drops too, in the
 * interleavings that Lincheck chooses. After the notification of a deletion, no reader gets a
 * generation that was requested before that. Time is a counter, because Lincheck stops the clock.
 */
@Tag("interleavings")
class ListConfirmationsInterleavingsTest {

  /** Finding the faults takes up to 98. */
  private static final int INTERLEAVINGS = Integer.getInteger("interleavings", 300);

  private static final List<OrderStatus> LISTS = List.of(APPROVED, STARTED);

  /** The implementation that Lincheck explores: the real one or a broken one. */
  private interface Confirmations {

    @Nullable Generation get(OrderStatus list);

    void confirm(long requestedAt, Map<OrderStatus, Generation> generations);

    void drop(OrderStatus list);

    static Confirmations real(LongSupplier clock, boolean everything) {
      ListConfirmations confirmations = new ListConfirmations(LISTS, clock);
      return new Confirmations() {
        @Override
        public @Nullable Generation get(OrderStatus list) {
          return confirmations.get(list);
        }

        @Override
        public void confirm(long requestedAt, Map<OrderStatus, Generation> generations) {
          confirmations.confirm(requestedAt, Long.MAX_VALUE, generations);
        }

        @Override
        public void drop(OrderStatus list) {
          if (everything) {
            confirmations.dropAll();
          } else {
            confirmations.drop(list);
          }
        }
      };
    }

    static Confirmations broken(LongSupplier clock, Fault fault) {
      BrokenListConfirmations confirmations = new BrokenListConfirmations(LISTS, clock, fault);
      return new Confirmations() {
        @Override
        public @Nullable Generation get(OrderStatus list) {
          return confirmations.get(list);
        }

        @Override
        public void confirm(long requestedAt, Map<OrderStatus, Generation> generations) {
          confirmations.confirm(requestedAt, generations);
        }

        @Override
        public void drop(OrderStatus list) {
          confirmations.drop(list);
        }
      };
    }
  }

  /** The generation of a list in Redis: a number that rises with every deletion. */
  private static final class Redis {

    private final AtomicLong generation = new AtomicLong();

    Map<OrderStatus, Generation> read() {
      Generation present = new Generation(Long.toString(generation.get()));
      return Map.of(APPROVED, present, STARTED, new Generation("0"));
    }
  }

  private static boolean isOlder(@Nullable Generation confirmed, long deleted) {
    return confirmed != null && Long.parseLong(confirmed.value()) < deleted;
  }

  private static void race(Function<LongSupplier, Confirmations> subject) {
    AtomicLong clock = new AtomicLong();
    Confirmations confirmations = subject.apply(clock::incrementAndGet);
    Redis redis = new Redis();
    boolean[] stale = new boolean[1];
    Thread reading = new Thread(() -> confirmations.confirm(clock.incrementAndGet(), redis.read()));
    Thread deleting =
        new Thread(
            () -> {
              long deleted = redis.generation.incrementAndGet();
              confirmations.drop(APPROVED);
              stale[0] |= isOlder(confirmations.get(APPROVED), deleted);
            });
    Thread other = new Thread(() -> confirmations.drop(STARTED));
    reading.start();
    deleting.start();
    other.start();
    join(reading);
    join(deleting);
    join(other);
    assertFalse(stale[0], "a generation from before the deletion, right after it");
    assertFalse(isOlder(confirmations.get(APPROVED), 1), "a generation from before the deletion");
    confirmations.confirm(clock.incrementAndGet(), redis.read());
    assertNotNull(confirmations.get(APPROVED), "a new reply is accepted");
    assertNotNull(confirmations.get(STARTED), "a new reply is accepted");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void afterADeletionNoReaderGetsAnEarlierReply() {
    Lincheck.runConcurrentTest(
        INTERLEAVINGS, () -> race(clock -> Confirmations.real(clock, false)));
  }

  @Test
  void afterTheDeletionOfEverythingNoReaderGetsAnEarlierReply() {
    Lincheck.runConcurrentTest(INTERLEAVINGS, () -> race(clock -> Confirmations.real(clock, true)));
  }

  private static void assertFound(Fault fault) {
    LincheckAssertionError found =
        assertThrows(
            LincheckAssertionError.class,
            () ->
                Lincheck.runConcurrentTest(
                    INTERLEAVINGS, () -> race(clock -> Confirmations.broken(clock, fault))));
    assertTrue(found.toString().contains("from before the deletion"), found::toString);
  }

  @Test
  void anAcceptedEarlierReplyIsFound() {
    assertFound(Fault.ACCEPTS_EVERY_REPLY);
  }

  @Test
  void aDeletionThatDoesNotRecordItsTimeIsFound() {
    assertFound(Fault.DOES_NOT_RECORD_THE_DELETION);
  }

  @Test
  void aDeletionWithoutTheLockIsFound() {
    assertFound(Fault.DROPS_WITHOUT_THE_LOCK);
  }
}
