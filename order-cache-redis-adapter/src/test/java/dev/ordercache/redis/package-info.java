/** Tests of the Redis adapter, all against real servers. */
@NullMarked
package dev.ordercache.redis;

import org.jspecify.annotations.NullMarked;
