package dev.ordercache.event;

/**
 * How the reader of the event log stands.
 *
 * @param entries how many events it has read
 * @param failures how often that failed
 * @param lagMillis since the log last answered, or -1 before it first did; more than a few seconds
 *     means that clients are told nothing
 */
public record EventReaderStatus(long entries, long failures, long lagMillis) {}
