package dev.ordercache.lab;

import dev.ordercache.servers.RedisNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The servers of all races that leave them as they were. */
final class SharedServers {

  /** For races that are not about timeouts, on busy machines. */
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static @Nullable OrdersDatabase postgres;

  private SharedServers() {}

  static synchronized OrdersDatabase postgres() {
    OrdersDatabase present = postgres;
    if (present == null) {
      present =
          OrdersDatabase.of(OrdersDatabase.create().withLongTimeouts().database().withPoolSize(3));
      postgres = present;
    }
    return present;
  }

  static RedisNode node() {
    return RedisNode.shared();
  }
}
