/**
 * The same races and stampedes for this cache and for its alternatives: see {@link
 * dev.ordercache.benchmarks.peers.PeersRace} and {@link
 * dev.ordercache.benchmarks.peers.PeersStampede}.
 */
@NullMarked
package dev.ordercache.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
