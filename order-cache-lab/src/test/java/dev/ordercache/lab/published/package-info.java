/**
 * Measures how long submitters wait for the event of the end, on real servers with the real app.
 */
@NullMarked
package dev.ordercache.lab.published;

import org.jspecify.annotations.NullMarked;
