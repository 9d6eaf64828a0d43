/** Tests with real servers and real JVMs that are killed. */
@NullMarked
package dev.ordercache.servers;

import org.jspecify.annotations.NullMarked;
