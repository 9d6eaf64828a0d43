package dev.ordercache.benchmarks.peers;

import java.time.Duration;
import java.util.List;

/** All that are compared. */
final class Peers {

  /** How long the entries of all peers live: longer than any measurement takes. */
  static final Duration TTL = Duration.ofHours(1);

  private Peers() {}

  /** What one would use without this project, in the ways that the documentation recommends. */
  static List<Peer> others() {
    return List.of(
        HandWritten.peer(),
        SpringCaches.plain(),
        SpringCaches.immediate(),
        SpringCaches.sync(),
        JetCaches.remote(),
        JetCaches.remoteProtected(),
        JetCaches.twoLevel(),
        JetCaches.twoLevelSynchronised(),
        RedissonCaches.bucket(),
        RedissonCaches.mapLoader(),
        RedissonCaches.localCachedMap());
  }

  /** Apart from the others, because it is slower than they are by orders of magnitude. */
  static Peer slow() {
    return SpringCaches.locking();
  }
}
