package dev.ordercache.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * How far a relay has read the change log.
 *
 * @param place where it reads on
 * @param first the snapshot of the first poll that was cut, until one is not
 * @param skipped rows that an epoch has made needless and that are still to be deleted
 */
record LogReading(LogPlace place, @Nullable LogSnapshot first, @Nullable Skipped skipped) {

  /** Rows from a place on that are visible in a snapshot. */
  record Skipped(LogPlace from, LogSnapshot until) {}

  /** All that is visible in it has been relayed and deleted. */
  LogSnapshot floor() {
    return skipped == null ? place.floor() : skipped.from().floor();
  }

  LogReading withSkipped(@Nullable Skipped other) {
    return new LogReading(place, first, other);
  }
}
