/** Orders to look at when there are no real ones. */
@NullMarked
package dev.ordercache.app.demo;

import org.jspecify.annotations.NullMarked;
