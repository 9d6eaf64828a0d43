package dev.ordercache.app.settings;

import dev.ordercache.statuschange.Saga.Recovery;
import java.time.Duration;

/**
 * How changes of status are carried out.
 *
 * @param mode by workers or in the request
 * @param recovery with a saga, what becomes of a change whose cache step was not completed
 * @param grace how long a change waits, so that it can be cancelled; up to 1 hour
 * @param workers how many threads apply changes, 1 to 64
 * @param retention how long what has ended is kept, 1 minute or more
 * @param archive whether it is kept in an archive after that
 */
public record ChangeSettings(
    StatusChangeMode mode,
    Recovery recovery,
    Duration grace,
    int workers,
    Duration retention,
    boolean archive) {}
