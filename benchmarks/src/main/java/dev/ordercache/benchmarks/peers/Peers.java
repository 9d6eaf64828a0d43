package dev.ordercache.benchmarks.peers;

import java.time.Duration;
import java.util.List;

/** All caches that are compared. */
final class Peers {

  /** How long the entries of all peers live: longer than any measurement takes. */
  static final Duration TTL = Duration.ofHours(1);

  private Peers() {}

  /** Alternatives to this project, used as their documentation recommends. */
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

  /** Separate from the others, because it is slower by orders of magnitude. */
  static Peer slow() {
    return SpringCaches.locking();
  }
}
