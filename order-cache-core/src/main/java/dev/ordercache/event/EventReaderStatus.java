package dev.ordercache.event;

/**
 * The status of the reader of the event log.
 *
 * @param entries how many events it has read
 * @param failures how many reads failed
 * @param lagMillis since the log last answered, or -1 before it first did; more than a few seconds
 *     means that clients receive no events
 */
public record EventReaderStatus(long entries, long failures, long lagMillis) {}
