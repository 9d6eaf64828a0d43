/**
 * Complete implementations of the ports in the memory of this process: {@link
 * dev.ordercache.memory.InMemoryOrders} is a database of {@link dev.ordercache.memory.Orders},
 * {@link dev.ordercache.memory.InMemoryStatusChanges} are its status changes, {@link
 * dev.ordercache.memory.InMemoryOrderCache} is a cache, {@link
 * dev.ordercache.memory.InMemoryNearCache} one instance's access to it. They are for tests of
 * services that embed the library, and the reference with which adapters are compared. They are not
 * for production: they lose everything with the process.
 */
@NullMarked
package dev.ordercache.memory;

import org.jspecify.annotations.NullMarked;
