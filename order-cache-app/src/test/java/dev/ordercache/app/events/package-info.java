/** Tests of what clients are told. */
@NullMarked
package dev.ordercache.app.events;

import org.jspecify.annotations.NullMarked;
