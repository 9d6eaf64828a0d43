package dev.ordercache.consistency;

import dev.ordercache.relay.RelayedChange;

/**
 * The check of one change at one stage.
 *
 * @param relayed the change
 * @param sampled whether it is compared with the database at the last stage
 * @param stage the number of the stage
 * @param due the stage's time for this change
 */
record Check(RelayedChange relayed, boolean sampled, int stage, long due) implements Task {}
