package dev.ordercache.cache;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names the table of orders that a reader or writer of the cache uses, as the term does for the
 * relay. Implementations are safe for use by many threads, and no call blocks.
 *
 * <p>A name that ends with {@code @} and digits distinguishes two servers with the same table: a
 * server and its copy, and also a server before and after a restart. The rest of the name
 * identifies the table and does not change.
 */
public interface CacheOwner {

  /** The part of a name that identifies the server. */
  Pattern SERVER = Pattern.compile("@[0-9]+$");

  /** The name. An empty string means unspecified; an empty result, that it is not known yet. */
  Optional<String> name();

  /** Called when the cache belongs to another table: the name may have changed. */
  void refresh();

  /** The part of a name that identifies the table. */
  static String tableOf(String name) {
    return SERVER.matcher(name).replaceFirst("");
  }

  /** An owner whose name does not change. */
  static CacheOwner named(String name) {
    return new CacheOwner() {

      @Override
      public Optional<String> name() {
        return Optional.of(name);
      }

      @Override
      public void refresh() {
        // the name does not change
      }
    };
  }
}
