/** Measures the relay while deleted rows pile up in its log, and after Redis was down. */
@NullMarked
package dev.ordercache.app.freshness.backlog;

import org.jspecify.annotations.NullMarked;
