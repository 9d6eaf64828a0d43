package dev.ordercache.event;

/**
 * The counters of the reader of the event log since it started.
 *
 * @param entries how many events it has read
 * @param failures how many reads failed
 * @param lagMillis since the log last answered, or -1 before it first did; more than a few seconds
 *     means that clients receive no events
 */
public record EventReaderStatistics(long entries, long failures, long lagMillis) {}
