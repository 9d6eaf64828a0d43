package dev.ordercache.redis;

import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a server deletes when its memory is full. The guard is the key that expires first, and
 * each round uses it and the relay's key. A policy by use spares them; a policy by time to live or
 * at random does not.
 */
final class EvictionPolicy {

  private static final System.Logger LOG = System.getLogger(EvictionPolicy.class.getName());
  private static final Set<String> UNFIT =
      Set.of("volatile-ttl", "volatile-random", "allkeys-random");

  private EvictionPolicy() {}

  /** Checks the reply to {@code INFO memory}; logs a warning if the policy may evict the guard. */
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
