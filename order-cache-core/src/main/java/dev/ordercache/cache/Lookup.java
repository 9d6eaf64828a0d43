package dev.ordercache.cache;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of looking up a value in the cache. */
public sealed interface Lookup<V> {

  /** The entry's generation at the time of the lookup, verified, or null if the result has none. */
  default @Nullable Generation generation() {
    return null;
  }

  /**
   * The value, verified: the freshness guard is present, within this reader's own staleness bound.
   */
  record Hit<V>(Snapshot<V> snapshot, Generation generation) implements Lookup<V> {}

  /** No value: the caller is to load it, and to fill or release the lease. */
  record Leased<V>(Lease<V> lease) implements Lookup<V> {

    @Override
    public Generation generation() {
      return lease.generation();
    }
  }

  /** No value, and another loader holds the lease for the remaining time. */
  record Busy<V>(Duration remaining) implements Lookup<V> {}

  /** No value, and no room for it: the caller is to load without filling. */
  record Full<V>() implements Lookup<V> {}

  /**
   * The cache is not verified: the freshness guard is absent, or too old for this reader's own
   * staleness bound.
   *
   * @param snapshot the cached value, possibly out of date, or null
   */
  record Unverified<V>(@Nullable Snapshot<V> snapshot) implements Lookup<V> {}
}
