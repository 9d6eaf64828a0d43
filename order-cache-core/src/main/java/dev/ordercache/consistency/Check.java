package dev.ordercache.consistency;

import dev.ordercache.relay.CarriedChange;

/**
 * Looks after a change at one of the stages.
 *
 * @param carried the change
 * @param sampled whether it is compared with the database at the last stage
 * @param stage the number of the stage
 * @param due the stage's time for this change
 */
record Check(CarriedChange carried, boolean sampled, int stage, long due) implements Task {}
