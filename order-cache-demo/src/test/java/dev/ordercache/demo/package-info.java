/** Tests of the demonstration orders on a real PostgreSQL. */
@NullMarked
package dev.ordercache.demo;

import org.jspecify.annotations.NullMarked;
