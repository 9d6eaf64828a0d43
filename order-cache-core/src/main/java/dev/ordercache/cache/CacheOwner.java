package dev.ordercache.cache;

import dev.ordercache.relay.ChangeLog;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names the table of orders that a reader or writer of the cache is of, as {@link ChangeLog.Term}
 * does for the relay. Implementations are safe for use by many threads, and no call waits.
 *
 * <p>A name that ends with {@code @} and digits tells two servers with the same table apart: a
 * server and its copy, and also a server before and after a restart. The rest of it is the table's
 * and stays.
 */
public interface CacheOwner {

  /** The part of a name that is the server's. */
  Pattern SERVER = Pattern.compile("@[0-9]+$");

  /** The name; an empty string does not say, and without a name it is not known yet. */
  Optional<String> name();

  /** Hears that the cache is another table's: the name may have changed. */
  void doubt();

  /** The part of a name that is the table's. */
  static String tableOf(String name) {
    return SERVER.matcher(name).replaceFirst("");
  }

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
