package dev.ordercache.cacheaside;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link SingleFlight} with one of its steps left out or misplaced. */
final class BrokenSingleFlight<K, V> {

  /** The fault, and the message with which a test then fails. */
  enum Fault {
    /** A caller joins the flight that is under way, whose read may have begun before. */
    JOINS_WHAT_HAS_BEGUN("a value from before the call"),
    /** A caller that waits for its turn does not wait for the end of the flight before. */
    BEGINS_EARLY("flights at the same time"),
    /** A flight completes before it has left its slot. */
    ENDS_BEFORE_IT_LEAVES("flights at the same time"),
    /** A flight's slot stays when the flight has ended. */
    STAYS("slots left behind"),
    /** A flight that fails does not complete for the callers that have joined it. */
    FAILURE_IS_NOT_DELIVERED("Concurrent test has hung");

    final String symptom;

    Fault(String symptom) {
      this.symptom = symptom;
    }
  }

  private static final class Flight<V> extends CompletableFuture<@Nullable V> {}

  private record Slot<V>(Flight<V> underWay, @Nullable Flight<V> next) {}

  private final ConcurrentHashMap<K, Slot<V>> slots = new ConcurrentHashMap<>();
  private final Fault fault;

  BrokenSingleFlight(Fault fault) {
    this.fault = fault;
  }

  V fly(K key, Supplier<V> work) {
    while (true) {
      Flight<V> mine = new Flight<>();
      Slot<V> slot = slots.merge(key, new Slot<>(mine, null), this::enqueue);
      if (slot.underWay() == mine) {
        return lead(key, null, mine, work);
      }
      if (slot.next() == mine) {
        return lead(key, slot.underWay(), mine, work);
      }
      Flight<V> joined = slot.next();
      V value = await(joined == null ? slot.underWay() : joined);
      if (value != null) {
        return value;
      }
    }
  }

  int size() {
    return slots.size();
  }

  private Slot<V> enqueue(Slot<V> present, Slot<V> arriving) {
    boolean joins = present.next() != null || fault == Fault.JOINS_WHAT_HAS_BEGUN;
    return joins ? present : new Slot<>(present.underWay(), arriving.underWay());
  }

  private V lead(K key, @Nullable Flight<V> before, Flight<V> flight, Supplier<V> work) {
    V value = null;
    RuntimeException failure = null;
    try {
      if (before != null) {
        if (fault != Fault.BEGINS_EARLY) {
          before.handle((ended, thrown) -> true).join();
        }
        slots.put(key, new Slot<>(flight, null));
      }
      value = work.get();
      return value;
    } catch (RuntimeException e) {
      failure = Thread.currentThread().isInterrupted() ? null : e;
      throw e;
    } finally {
      if (fault == Fault.ENDS_BEFORE_IT_LEAVES) {
        end(flight, value, failure);
        leave(key, flight);
      } else {
        leave(key, flight);
        end(flight, value, failure);
      }
    }
  }

  private void leave(K key, Flight<V> flight) {
    if (fault != Fault.STAYS) {
      slots.computeIfPresent(
          key, (k, slot) -> slot.next() == null || slot.next() == flight ? null : slot);
    }
  }

  private void end(Flight<V> flight, @Nullable V value, @Nullable RuntimeException failure) {
    if (failure == null) {
      flight.complete(value);
    } else if (fault != Fault.FAILURE_IS_NOT_DELIVERED) {
      flight.completeExceptionally(failure);
    }
  }

  private static <V> @Nullable V await(Flight<V> flight) {
    try {
      return flight.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
