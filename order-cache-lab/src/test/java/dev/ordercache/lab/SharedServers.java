package dev.ordercache.lab;

import dev.ordercache.servers.RedisNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The servers of all races that leave them as they were. */
final class SharedServers {

  /** For races that are not about timeouts, on busy machines. */
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static @Nullable Plant plant;

  private SharedServers() {}

  static synchronized Plant plant() {
    Plant present = plant;
    if (present == null) {
      present = Plant.of(Plant.create().patient().database().withPoolSize(3));
      plant = present;
    }
    return present;
  }

  static RedisNode node() {
    return RedisNode.shared();
  }
}
