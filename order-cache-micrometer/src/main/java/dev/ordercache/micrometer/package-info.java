/**
 * The counts of the library's parts as meters of Micrometer: one class for each part, whose {@code
 * bind} adds its meters to a registry. Values are read from the part when the registry is.
 */
@NullMarked
package dev.ordercache.micrometer;

import org.jspecify.annotations.NullMarked;
