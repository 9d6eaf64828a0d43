package dev.ordercache;

import java.time.Instant;

/**
 * A value and when it was right.
 *
 * @param value what one statement read
 * @param asOf the database's time when that statement began
 */
public record Snapshot<V>(V value, Instant asOf) {}
