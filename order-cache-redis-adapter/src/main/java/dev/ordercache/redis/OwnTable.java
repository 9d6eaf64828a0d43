package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCacheException;
import org.jspecify.annotations.Nullable;

/**
 * Whose orders those are that are read, changed or told of through a namespace.
 *
 * @param owner asked with every call
 */
record OwnTable(String namespace, CacheOwner owner) {

  /** In scripts, a name that is not known yet. */
  private static final String UNKNOWN = "?";

  /** The name as scripts take it. */
  String name() {
    return owner.name().orElse(UNKNOWN);
  }

  /**
   * The name, where nothing can be done without it.
   *
   * @throws OrderCacheException if it is not known yet
   */
  String knownName() {
    return owner
        .name()
        .orElseThrow(
            () -> new OrderCacheException("whose namespace it is cannot be compared yet", null));
  }

  /**
   * Hears whose the namespace is, as a script replies that writes there: 1 is its own, 2 another
   * server's, and otherwise the name of the other table.
   *
   * @return says so, if it is another table's
   */
  @Nullable OrderCacheException heard(Object reply) {
    if (reply instanceof byte[] other) {
      return foreign(new String(other, UTF_8));
    }
    if (!reply.equals(1L)) {
      owner.doubt();
    }
    return null;
  }

  /** Hears that the namespace is another's. */
  OrderCacheException foreign(String other) {
    owner.doubt();
    return new OrderCacheException(difference(namespace, other, name()), null);
  }

  /** Says whose namespace it is, and why that may be. */
  static String difference(String namespace, String other, String mine) {
    boolean sameTable = CacheOwner.tableOf(other).equals(CacheOwner.tableOf(mine));
    return "the namespace %s is that of %s, not of %s%s"
        .formatted(
            namespace,
            other,
            mine,
            sameTable
                ? ": one of the servers is a copy of the other and must have a namespace of its own,"
                    + " or it was restarted just now"
                : "");
  }
}
