/** The app with servers of its own and demonstration orders, for trying it. */
@NullMarked
package dev.ordercache.demo;

import org.jspecify.annotations.NullMarked;
