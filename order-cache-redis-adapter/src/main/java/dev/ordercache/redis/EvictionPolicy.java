package dev.ordercache.redis;

import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a server deletes when its memory is full. The guard is the key that ends soonest, and it and
 * the feed are used at each round: a policy that goes by use spares them, by life or by chance not.
 */
final class EvictionPolicy {

  private static final System.Logger LOG = System.getLogger(EvictionPolicy.class.getName());
  private static final Set<String> UNFIT =
      Set.of("volatile-ttl", "volatile-random", "allkeys-random");

  private EvictionPolicy() {}

  /** Judges the reply to {@code INFO memory}; logs a warning of a policy that evicts the guard. */
  static void check(@Nullable Properties info) {
    if (info == null) {
      return;
    }
    Set<String> unfit = new TreeSet<>();
    for (String name : info.stringPropertyNames()) {
      // in the reply of a Cluster, each name begins with a node's address
      if (name.endsWith("maxmemory_policy")
          && UNFIT.contains(info.getProperty(name))
          && !"0".equals(info.getProperty(name.replace("maxmemory_policy", "maxmemory")))) {
        unfit.add(info.getProperty(name));
      }
    }
    if (!unfit.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "maxmemory-policy {0} of Redis may evict the guard, without which reads bypass the cache:"
              + " allkeys-lru does not",
          String.join(", ", unfit));
    }
  }
}
