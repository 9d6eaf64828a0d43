package dev.ordercache.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * How far a relay has read the change log.
 *
 * @param place where it continues to read
 * @param first the snapshot of the first poll that was cut, until one is not
 * @param skipped rows that a new epoch has superseded and that are still to be deleted
 */
record LogReading(LogPlace place, @Nullable LogSnapshot first, @Nullable Skipped skipped) {

  /** Rows from a place on that are visible in a snapshot. */
  record Skipped(LogPlace from, LogSnapshot until) {}

  /** The snapshot whose visible rows have all been relayed and deleted. */
  LogSnapshot floor() {
    return skipped == null ? place.floor() : skipped.from().floor();
  }

  LogReading withSkipped(@Nullable Skipped other) {
    return new LogReading(place, first, other);
  }
}
