package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCacheException;
import org.jspecify.annotations.Nullable;

/**
 * The table of the orders that are read, changed or published through a namespace.
 *
 * @param owner its name is read with every call
 */
record OwnTable(String namespace, CacheOwner owner) {

  /** In scripts, a name that is not known yet. */
  private static final String UNKNOWN = "?";

  /** The name as the scripts expect it. */
  String name() {
    return owner.name().orElse(UNKNOWN);
  }

  /**
   * The name, for calls that require it.
   *
   * @throws OrderCacheException if it is not known yet
   */
  String knownName() {
    return owner
        .name()
        .orElseThrow(
            () ->
                new OrderCacheException("the owner of the namespace cannot be compared yet", null));
  }

  /**
   * Evaluates the reply of a script that writes to the namespace: 1 if this table owns it, 2 if
   * another server of the table does, otherwise the name of the other table.
   *
   * @return an exception that says so, if another table owns it
   */
  @Nullable OrderCacheException evaluate(Object reply) {
    if (reply instanceof byte[] other) {
      return foreign(new String(other, UTF_8));
    }
    if (!reply.equals(1L)) {
      owner.refresh();
    }
    return null;
  }

  /** Called when another table owns the namespace; returns an exception that says so. */
  OrderCacheException foreign(String other) {
    owner.refresh();
    return new OrderCacheException(difference(namespace, other, name()), null);
  }

  /** A message with the namespace's owner, and a possible reason. */
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
