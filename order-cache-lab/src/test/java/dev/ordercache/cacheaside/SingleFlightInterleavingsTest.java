package dev.ordercache.cacheaside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cacheaside.BrokenSingleFlight.Fault;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three callers of one key, in the interleavings that Lincheck chooses: it runs one thread at a
 * time, switches between any two accesses to shared memory, inside the JDK's classes too, and
 * reports a state in which all threads wait. In all of them every caller returns, with a value
 * whose work began after its call; one flight is under way at a time; and nothing is left behind.
 */
@Tag("interleavings")
class SingleFlightInterleavingsTest {

  /** Interleavings of three callers that call once. */
  private static final int OF_THREE = Integer.getInteger("interleavings", 150);

  /** Interleavings of two callers, one of which calls twice: finding a wrong hand-over took 484. */
  private static final int OF_TWO = Integer.getInteger("interleavings", 600);

  /** How the first caller's work ends. */
  private enum Ending {
    WELL,
    FAILED,
    INTERRUPTED
  }

  /** The implementation that Lincheck explores: the real one or a broken one. */
  private record Flights(BiFunction<String, Supplier<Integer>, Integer> fly, IntSupplier size) {

    static Flights real() {
      SingleFlight<String, Integer> flights = new SingleFlight<>();
      return new Flights(flights::fly, flights::size);
    }

    static Flights broken(Fault fault) {
      BrokenSingleFlight<String, Integer> flights = new BrokenSingleFlight<>(fault);
      return new Flights(flights::fly, flights::size);
    }
  }

  /** The exception of a flight that ended without a value. */
  private static final class Failed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int began;

    Failed(int began) {
      super(null, null, false, false);
      this.began = began;
    }
  }

  /** One caller, whose results are checked when its thread has ended. */
  private static final class Caller extends Thread {

    private final Flights flights;
    private final Stampede stampede;
    private final Ending ending;
    private final int calls;
    private int returned;
    private boolean outdated;
    private boolean failed;

    Caller(Flights flights, Stampede stampede, Ending ending, int calls) {
      this.flights = flights;
      this.stampede = stampede;
      this.ending = ending;
      this.calls = calls;
    }

    @Override
    public void run() {
      while (returned < calls) {
        int called = stampede.flights.get();
        outdated |= call() <= called;
        returned++;
      }
    }

    /** The number of the flight whose result this call received. */
    private int call() {
      try {
        return flights.fly().apply("list", () -> stampede.work(ending));
      } catch (Failed e) {
        failed = true;
        return e.began;
      }
    }
  }

  /** The work of all flights. */
  private static final class Stampede {

    private final AtomicInteger flights = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();

    int work(Ending ending) {
      int present = underWay.incrementAndGet();
      if (present > 1) {
        mostUnderWay.set(present);
      }
      int began = flights.incrementAndGet();
      underWay.decrementAndGet();
      if (ending == Ending.INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
      if (ending != Ending.WELL) {
        throw new Failed(began);
      }
      return began;
    }
  }

  /**
   * Runs callers that make this many calls each, where only the first caller's work may fail, and
   * returns how many flights that took.
   */
  private static int stampede(Flights flights, Ending ending, int... calls) {
    // creates the table of the map, whose interleavings are not tested here
    assertEquals(0, flights.fly().apply("list", () -> 0));
    Stampede stampede = new Stampede();
    Caller[] callers = new Caller[calls.length];
    for (int i = 0; i < calls.length; i++) {
      callers[i] = new Caller(flights, stampede, i == 0 ? ending : Ending.WELL, calls[i]);
    }
    for (Caller caller : callers) {
      caller.start();
    }
    for (int i = 0; i < calls.length; i++) {
      join(callers[i]);
      assertEquals(calls[i], callers[i].returned, "calls that have returned");
      assertFalse(callers[i].outdated, "a value from before the call");
      boolean mayFail = i == 0 || ending == Ending.FAILED;
      assertTrue(mayFail || !callers[i].failed, "another caller's interrupt");
    }
    assertEquals(0, stampede.mostUnderWay.get(), "flights at the same time");
    assertEquals(0, flights.size().getAsInt(), "slots left behind");
    return stampede.flights.get();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noCallerWaitsForeverOrGetsAValueFromBeforeItsCall(Ending ending) {
    Lincheck.runConcurrentTest(OF_THREE, () -> stampede(Flights.real(), ending, 1, 1, 1));
  }

  @Test
  void aFlightThatEndsLeavesTheNextOneItsPlace() {
    Lincheck.runConcurrentTest(OF_TWO, () -> stampede(Flights.real(), Ending.WELL, 2, 1));
  }

  @Test
  void latecomersShareAFlight() {
    AtomicInteger shared = new AtomicInteger();
    Lincheck.runConcurrentTest(
        OF_THREE,
        () -> {
          if (stampede(Flights.real(), Ending.WELL, 1, 1, 1) < 3) {
            shared.incrementAndGet();
          }
        });
    assertTrue(shared.get() > 0, "three callers always make three flights");
  }

  @ParameterizedTest
  @EnumSource
  void aMissingStepIsFound(Fault fault) {
    boolean handsOver = fault == Fault.ENDS_BEFORE_IT_LEAVES;
    int[] calls = handsOver ? new int[] {2, 1} : new int[] {1, 1, 1};
    LincheckAssertionError found =
        assertThrows(
            LincheckAssertionError.class,
            () ->
                Lincheck.runConcurrentTest(
                    handsOver ? OF_TWO : OF_THREE,
                    () -> stampede(Flights.broken(fault), Ending.FAILED, calls)));
    assertTrue(found.toString().contains(fault.symptom), found::toString);
  }
}
