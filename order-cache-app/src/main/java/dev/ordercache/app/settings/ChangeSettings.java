package dev.ordercache.app.settings;

import dev.ordercache.statuschange.Saga.Recovery;
import java.time.Duration;

/**
 * How changes of status are carried out.
 *
 * @param mode by workers or in the request
 * @param recovery with a saga, what becomes of a change whose cache step was not completed
 * @param grace how long a change waits, so that it can be cancelled; up to 1 hour
 * @param requests how many requests may submit, read, cancel or undo changes at a time, 1 to 150:
 *     fewer than the threads that answer requests, so that the others are left some
 * @param workers how many threads apply changes, 1 to 64
 * @param retention how long what has ended is kept, 1 minute or more
 * @param archive whether it is kept in an archive after that
 */
public record ChangeSettings(
    StatusChangeMode mode,
    Recovery recovery,
    Duration grace,
    int requests,
    int workers,
    Duration retention,
    boolean archive) {}
