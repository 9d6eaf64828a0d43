/** What a read over HTTP costs the server, beside constant bytes from a plain Jetty. */
@NullMarked
package dev.ordercache.benchmarks.http;

import org.jspecify.annotations.NullMarked;
