package dev.ordercache.benchmarks.peers;

import java.util.function.Function;

/**
 * A way to cache, of which every instance of a service has one.
 *
 * @param name its name in the results
 * @param open creates the cache of one instance
 */
record Peer(String name, Function<Instance, PeerCache> open) {}
