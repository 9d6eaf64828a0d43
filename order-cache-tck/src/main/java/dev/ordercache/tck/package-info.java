/**
 * The technology compatibility kit: contract tests that every adapter must pass, and an in-memory
 * reference of each port that passes them.
 *
 * <p>An adapter subclasses a contract, and gives it a {@link dev.ordercache.tck.DatabaseUnderTest},
 * a {@link dev.ordercache.tck.CacheUnderTest} or a {@link dev.ordercache.tck.NearCacheUnderTest}.
 */
@NullMarked
package dev.ordercache.tck;

import org.jspecify.annotations.NullMarked;
