package dev.ordercache.cache;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the cache says when it is asked for a value. */
public sealed interface Lookup<V> {

  /** The value, which the guard vouches for within this reader's own staleness bound. */
  record Hit<V>(Snapshot<V> snapshot, Generation generation) implements Lookup<V> {}

  /** No value: the caller is to load it, and to fill or release the lease. */
  record Leased<V>(Lease<V> lease) implements Lookup<V> {}

  /** No value, and another loader holds the lease for so much longer. */
  record Busy<V>(Duration remaining) implements Lookup<V> {}

  /** No value, and no room for it: the caller is to load without filling. */
  record Full<V>() implements Lookup<V> {}

  /**
   * Nobody vouches for the cache now, or not within this reader's own staleness bound.
   *
   * @param snapshot what it holds all the same, possibly out of date, or null
   */
  record Unverified<V>(@Nullable Snapshot<V> snapshot) implements Lookup<V> {}
}
