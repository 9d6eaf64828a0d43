package dev.ordercache;

import java.time.Instant;

/**
 * A value and the time at which it was current.
 *
 * @param value the value that one statement read
 * @param asOf the database's time when that statement began
 */
public record Snapshot<V>(V value, Instant asOf) {}
