/**
 * The technology compatibility kit: contract tests that every adapter must pass. The ports'
 * implementations in memory, in {@link dev.ordercache.memory}, pass them.
 *
 * <p>An adapter subclasses a contract, and gives it a {@link dev.ordercache.tck.DatabaseUnderTest},
 * a {@link dev.ordercache.tck.CacheUnderTest} or a {@link dev.ordercache.tck.NearCacheUnderTest}.
 */
@NullMarked
package dev.ordercache.tck;

import org.jspecify.annotations.NullMarked;
