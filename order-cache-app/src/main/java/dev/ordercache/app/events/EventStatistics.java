package dev.ordercache.app.events;

/**
 * What has been told to the clients of this instance since its start.
 *
 * @param clients how many there are now
 * @param opened how many there were
 * @param sent events handed to the network, resets among them
 * @param coalesced events that a later one of the same subject, or a reset, made needless
 * @param resets how often a client was told to read everything again
 * @param stuck clients given up because a write did not end in time
 * @param refused clients refused because there were too many
 * @param failures clients given up because of a fault
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
