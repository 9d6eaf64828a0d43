/** Changes of an order's status, made through the library. */
@NullMarked
package dev.ordercache.statuschange;

import org.jspecify.annotations.NullMarked;
