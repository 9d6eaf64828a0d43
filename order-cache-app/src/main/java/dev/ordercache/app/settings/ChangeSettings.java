package dev.ordercache.app.settings;

import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.WorkerSettings;
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
    boolean archive) {

  static ChangeSettings read(SettingsReader reader) {
    StatusChangeMode mode =
        reader.value(Setting.STATUS_CHANGES, StatusChangeMode.ASYNC, Parsers::statusChangeMode);
    boolean saga = mode == StatusChangeMode.SAGA;
    Setting useless = saga ? Setting.CHANGE_GRACE : Setting.SAGA_RECOVERY;
    if (reader.text(useless) != null) {
      reader.problem(
          "%s goes with %s=%s only"
              .formatted(useless, Setting.STATUS_CHANGES, saga ? "async" : "saga"));
    }
    WorkerSettings workers = WorkerSettings.defaults();
    return new ChangeSettings(
        mode,
        reader.value(Setting.SAGA_RECOVERY, Recovery.COMPENSATE, Parsers::recovery),
        reader.value(
            Setting.CHANGE_GRACE,
            workers.grace(),
            Parsers.duration(Duration.ZERO, Duration.ofHours(1))),
        reader.value(Setting.CHANGE_REQUESTS, 32, Parsers.number(1, 150)),
        reader.value(Setting.CHANGE_WORKERS, workers.workers(), Parsers.number(1, 64)),
        reader.value(
            Setting.CHANGE_RETENTION,
            workers.retention(),
            Parsers.duration(Duration.ofMinutes(1), Duration.ofDays(3_650))),
        reader.value(Setting.CHANGE_ARCHIVE, false, Parsers::bool));
  }
}
