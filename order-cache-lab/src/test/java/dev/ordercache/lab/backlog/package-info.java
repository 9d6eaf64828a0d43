/** Measures the relay while deleted rows pile up in its log, and after Redis was down. */
@NullMarked
package dev.ordercache.lab.backlog;

import org.jspecify.annotations.NullMarked;
