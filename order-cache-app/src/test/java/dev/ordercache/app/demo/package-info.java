/** Tests of the demonstration orders on a real PostgreSQL. */
@NullMarked
package dev.ordercache.app.demo;

import org.jspecify.annotations.NullMarked;
