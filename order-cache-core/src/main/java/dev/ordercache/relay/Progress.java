package dev.ordercache.relay;

/**
 * The progress of a relay: its term, and the number of its rounds in that term.
 *
 * @param term rises with every election
 * @param seq rises with every round of one term
 */
public record Progress(long term, long seq) {}
