package dev.ordercache.invalidation;

import java.util.Optional;

/**
 * Names the table of orders that a reader or writer of the cache is of, as {@link ChangeLog.Term}
 * does for the relay. Implementations are safe for use by many threads, and no call waits.
 */
public interface CacheOwner {

  /** The name; an empty string does not say, and without a name it is not known yet. */
  Optional<String> name();

  /** Hears that the cache is another table's: the name may have changed. */
  void doubt();

  /** One whose name stays. */
  static CacheOwner named(String name) {
    return new CacheOwner() {

      @Override
      public Optional<String> name() {
        return Optional.of(name);
      }

      @Override
      public void doubt() {
        // it is known
      }
    };
  }
}
