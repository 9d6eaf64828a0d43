package dev.ordercache.app.settings;

import dev.ordercache.statuschange.Recovery;
import java.time.Duration;

/**
 * How status changes are applied.
 *
 * @param mode by workers or in the request
 * @param recovery with a saga, the recovery of a change whose cache step was not completed
 * @param grace how long a change waits, so that it can be cancelled; up to 1 hour
 * @param requests how many requests may submit, read, cancel or undo changes at a time, 1 to 150:
 *     fewer than the threads that answer requests, so that some remain for the others
 * @param workers how many threads apply changes, 1 to 64
 * @param retention how long ended changes are kept, 1 minute or more
 * @param archive whether they are kept in an archive after that
 */
public record ChangeSettings(
    StatusChangeMode mode,
    Recovery recovery,
    Duration grace,
    int requests,
    int workers,
    Duration retention,
    boolean archive) {}
