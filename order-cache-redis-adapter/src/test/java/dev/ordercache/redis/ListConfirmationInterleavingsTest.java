package dev.ordercache.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Generation;
import dev.ordercache.redis.BrokenListConfirmation.Fault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One thread asks Redis and confirms, another deletes and drops, in the interleavings that Lincheck
 * chooses. After the notification of a deletion, no reader gets a generation that was requested
 * before that. Time is a counter, because Lincheck stops the clock.
 */
@Tag("interleavings")
class ListConfirmationInterleavingsTest {

  /** Enough to find the faults. */
  private static final int INTERLEAVINGS = Integer.getInteger("interleavings", 300);

  private static final Generation BEFORE = new Generation("0");
  private static final Generation AFTER = new Generation("1");

  /** The implementation that Lincheck explores: the real one or a broken one. */
  private interface Confirmation {

    boolean confirms(Generation generation);

    void confirm(long requestedAt, Generation generation);

    void drop();

    static Confirmation real(LongSupplier clock) {
      ListConfirmation confirmation = new ListConfirmation(clock);
      return new Confirmation() {
        @Override
        public boolean confirms(Generation generation) {
          return confirmation.confirms(generation, Long.MAX_VALUE, clock.getAsLong());
        }

        @Override
        public void confirm(long requestedAt, Generation generation) {
          confirmation.confirm(requestedAt, generation, Duration.ofDays(1));
        }

        @Override
        public void drop() {
          confirmation.drop();
        }
      };
    }

    static Confirmation broken(LongSupplier clock, Fault fault) {
      BrokenListConfirmation confirmation = new BrokenListConfirmation(clock, fault);
      return new Confirmation() {
        @Override
        public boolean confirms(Generation generation) {
          return confirmation.confirms(generation);
        }

        @Override
        public void confirm(long requestedAt, Generation generation) {
          confirmation.confirm(requestedAt, generation);
        }

        @Override
        public void drop() {
          confirmation.drop();
        }
      };
    }
  }

  /** The generation of the list in Redis: a number that rises with the deletion. */
  private static final class Redis {

    private final AtomicLong generation = new AtomicLong();

    Generation read() {
      return new Generation(Long.toString(generation.get()));
    }
  }

  private static void race(Function<LongSupplier, Confirmation> subject) {
    AtomicLong clock = new AtomicLong();
    Confirmation confirmation = subject.apply(clock::incrementAndGet);
    Redis redis = new Redis();
    boolean[] stale = new boolean[1];
    Thread reading = new Thread(() -> confirmation.confirm(clock.incrementAndGet(), redis.read()));
    Thread deleting =
        new Thread(
            () -> {
              redis.generation.incrementAndGet();
              confirmation.drop();
              stale[0] = confirmation.confirms(BEFORE);
            });
    reading.start();
    deleting.start();
    join(reading);
    join(deleting);
    assertFalse(stale[0], "a generation from before the deletion, right after it");
    assertFalse(confirmation.confirms(BEFORE), "a generation from before the deletion");
    confirmation.confirm(clock.incrementAndGet(), redis.read());
    assertTrue(confirmation.confirms(AFTER), "a new reply is accepted");
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
    Lincheck.runConcurrentTest(INTERLEAVINGS, () -> race(Confirmation::real));
  }

  private static void assertFound(Fault fault) {
    LincheckAssertionError found =
        assertThrows(
            LincheckAssertionError.class,
            () ->
                Lincheck.runConcurrentTest(
                    INTERLEAVINGS, () -> race(clock -> Confirmation.broken(clock, fault))));
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
  void aReplyThatIsComparedAndRecordedInTwoStepsIsFound() {
    assertFound(Fault.RECORDS_IN_TWO_STEPS);
  }
}
