package dev.ordercache.app.events;

/**
 * Counts of the clients of this instance and of their events since its start.
 *
 * @param clients clients that are connected now
 * @param opened clients that were accepted
 * @param sent events handed to the network, including resets
 * @param coalesced events that were replaced by a later one of the same subject, or by a reset
 * @param resets how often a client was sent a reset, after which it reads everything again
 * @param stuck clients disconnected because a write did not end in time
 * @param refused clients refused because there were too many
 * @param failures clients disconnected because of a fault
 */
public record EventStatistics(
    int clients,
    long opened,
    long sent,
    long coalesced,
    long resets,
    long stuck,
    long refused,
    long failures) {}
