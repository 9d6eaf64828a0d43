package dev.ordercache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a read answers, and how far it may be trusted.
 *
 * @param value what was asked for
 * @param source where it comes from
 * @param generation the life of the cache entry that holds the value, or null if none does
 * @param asOf the database's time when the value was read. A hit is besides right as of the
 *     staleness bound ago, because a change since then would have invalidated it.
 */
public record Answer<V>(V value, Source source, @Nullable Generation generation, Instant asOf) {

  /** An answer from the cache, which vouches for it. */
  public static <V> Answer<V> hit(Snapshot<V> snapshot, Generation generation) {
    return new Answer<>(snapshot.value(), Source.HIT, generation, snapshot.asOf());
  }

  /** An answer that was loaded for the cache, which has taken it unless the generation is null. */
  public static <V> Answer<V> miss(Snapshot<V> snapshot, @Nullable Generation generation) {
    return new Answer<>(snapshot.value(), Source.MISS, generation, snapshot.asOf());
  }

  /** An older answer, in the place of a database that is away. */
  public static <V> Answer<V> stale(Snapshot<V> snapshot) {
    return new Answer<>(snapshot.value(), Source.STALE, null, snapshot.asOf());
  }

  /** An answer straight from a database. */
  public static <V> Answer<V> bypass(Snapshot<V> snapshot) {
    return new Answer<>(snapshot.value(), Source.BYPASS, null, snapshot.asOf());
  }

  /** The same answer with another value, made of this one's. */
  public <W> Answer<W> with(W other) {
    return new Answer<>(other, source, generation, asOf);
  }

  /** The value with its time. */
  public Snapshot<V> snapshot() {
    return new Snapshot<>(value, asOf);
  }
}
