package dev.ordercache.cacheaside;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that request the same value at the same time share one piece of work, their
 * <i>flight</i>. One flight of a key is under way at a time. A caller joins a flight only if it has
 * not begun; a later caller shares the next one, which begins when this one ends. So no caller
 * receives a value that was read before its call, and a stampede costs two flights, however large
 * it is.
 *
 * <p>The first caller to join a flight does its work, on its own thread. An exception of the work
 * is thrown to all callers that joined, unless that thread was interrupted: then the others try
 * again. Safe for use by many threads.
 */
final class SingleFlight<K, V> {

  /** Ends with the value, with the work's exception, or with null if its leader was interrupted. */
  private static final class Flight<V> extends CompletableFuture<@Nullable V> {}

  /** The flight of a key that is under way, and the one that callers may join. */
  private record Slot<V>(Flight<V> underWay, @Nullable Flight<V> next) {}

  private final ConcurrentHashMap<K, Slot<V>> slots = new ConcurrentHashMap<>();

  /**
   * Joins the key's next flight, or begins one.
   *
   * @throws RuntimeException the exception of the work
   */
  V fly(K key, Supplier<V> work) {
    while (true) {
      Flight<V> mine = new Flight<>();
      Slot<V> slot = slots.merge(key, new Slot<>(mine, null), SingleFlight::enqueue);
      Flight<V> next = slot.next();
      if (next == null) {
        return lead(key, null, mine, work);
      }
      if (next == mine) {
        return lead(key, slot.underWay(), mine, work);
      }
      V value = await(next);
      if (value != null) {
        return value;
      }
    }
  }

  /** How many keys have a flight under way. */
  int size() {
    return slots.size();
  }

  private static <V> Slot<V> enqueue(Slot<V> present, Slot<V> arriving) {
    return present.next() == null ? new Slot<>(present.underWay(), arriving.underWay()) : present;
  }

  /** Whatever fails, the flight is completed for the callers that have joined it. */
  private V lead(K key, @Nullable Flight<V> before, Flight<V> flight, Supplier<V> work) {
    V value = null;
    Throwable failure = null;
    try {
      if (before != null) {
        awaitEnd(before);
        slots.put(key, new Slot<>(flight, null));
      }
      value = work.get();
      return value;
    } catch (RuntimeException | Error e) {
      failure = Thread.currentThread().isInterrupted() ? null : e;
      throw e;
    } finally {
      try {
        slots.computeIfPresent(key, (k, slot) -> leave(slot, flight));
      } finally {
        if (failure == null) {
          flight.complete(value);
        } else {
          flight.completeExceptionally(failure);
        }
      }
    }
  }

  /** The slot after a flight has ended: with the flight that waits for its turn, or null. */
  private static <V> @Nullable Slot<V> leave(Slot<V> slot, Flight<V> flight) {
    return slot.next() == null || slot.next() == flight ? null : slot;
  }

  /** Waits for a flight's value, even when interrupted: its work ends in finite time. */
  private static <V> @Nullable V await(Flight<V> flight) {
    try {
      return flight.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void awaitEnd(Flight<?> flight) {
    flight.handle((value, failure) -> true).join();
  }
}
