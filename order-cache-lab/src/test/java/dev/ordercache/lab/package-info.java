/** Tests that the cache does not go stale, on real servers and with several instances. */
@NullMarked
package dev.ordercache.lab;

import org.jspecify.annotations.NullMarked;
