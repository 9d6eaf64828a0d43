package dev.ordercache.statuschange;

import java.time.Duration;

/**
 * Settings of the queue of status changes.
 *
 * @param attempts how often applying a change may fail because of the change itself, or after an
 *     hour for another reason, before it is given up, 1 to 100
 * @param pause how long to wait after the first failure, 1 ms to 1 minute; doubles with each
 *     further one, up to a minute, or up to 10 s if the change itself is not the reason
 * @param archive whether changes that ended long ago are archived instead of deleted
 */
public record QueueSettings(int attempts, Duration pause, boolean archive) {

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public QueueSettings {
    if (attempts < 1 || attempts > 100) {
      throw new IllegalArgumentException("attempts must be 1 to 100");
    }
    if (pause.toMillis() < 1 || pause.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("the pause must be 1 ms to 1 minute");
    }
  }

  /** Ten attempts within about three minutes, no archive. */
  public static QueueSettings defaults() {
    return new QueueSettings(10, Duration.ofMillis(500), false);
  }

  /** These settings with another number of attempts and another first pause. */
  public QueueSettings withAttempts(int maxAttempts, Duration firstPause) {
    return new QueueSettings(maxAttempts, firstPause, archive);
  }

  /** These settings with or without an archive. */
  public QueueSettings withArchive(boolean wanted) {
    return new QueueSettings(attempts, pause, wanted);
  }
}
