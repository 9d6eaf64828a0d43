package dev.ordercache.benchmarks.peers;

import java.util.function.Function;

/**
 * A way to cache, of which every instance of a service has one.
 *
 * @param name what it is called in the results
 * @param open makes the cache of one instance
 */
record Peer(String name, Function<Instance, PeerCache> open) {}
