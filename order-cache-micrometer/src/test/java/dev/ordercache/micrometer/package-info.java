/** Tests of the meters on the in-memory references. */
@NullMarked
package dev.ordercache.micrometer;

import org.jspecify.annotations.NullMarked;
