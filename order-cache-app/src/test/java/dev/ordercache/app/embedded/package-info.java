/** Tests with real servers and real JVMs that are killed. */
@NullMarked
package dev.ordercache.app.embedded;

import org.jspecify.annotations.NullMarked;
