/**
 * The same races and stampedes for this cache and for what one would use without it: see {@link
 * dev.ordercache.benchmarks.peers.PeersRace} and {@link
 * dev.ordercache.benchmarks.peers.PeersStampede}.
 */
@NullMarked
package dev.ordercache.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
