package dev.ordercache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a read, with its source and its time.
 *
 * @param value the requested value
 * @param source where it comes from
 * @param generation the generation of the cache entry that holds the value, or null if no entry
 *     does
 * @param asOf the database's time when the value was read. A hit also reflects every change
 *     committed longer ago than the staleness bound, because such a change would have invalidated
 *     it.
 */
public record Answer<V>(V value, Source source, @Nullable Generation generation, Instant asOf) {

  /** An answer from the cache, verified. */
  public static <V> Answer<V> hit(Snapshot<V> snapshot, Generation generation) {
    return new Answer<>(snapshot.value(), Source.HIT, generation, snapshot.asOf());
  }

  /** An answer loaded from the database; the cache stored it unless the generation is null. */
  public static <V> Answer<V> miss(Snapshot<V> snapshot, @Nullable Generation generation) {
    return new Answer<>(snapshot.value(), Source.MISS, generation, snapshot.asOf());
  }

  /** An older answer, returned because the database cannot be read. */
  public static <V> Answer<V> stale(Snapshot<V> snapshot) {
    return new Answer<>(snapshot.value(), Source.STALE, null, snapshot.asOf());
  }

  /** An answer read directly from a database. */
  public static <V> Answer<V> bypass(Snapshot<V> snapshot) {
    return new Answer<>(snapshot.value(), Source.BYPASS, null, snapshot.asOf());
  }

  /** This answer with another value, derived from this one's. */
  public <W> Answer<W> with(W other) {
    return new Answer<>(other, source, generation, asOf);
  }

  /** The value with its time. */
  public Snapshot<V> snapshot() {
    return new Snapshot<>(value, asOf);
  }
}
