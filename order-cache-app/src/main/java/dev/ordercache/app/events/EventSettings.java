package dev.ordercache.app.events;

import java.time.Duration;

/**
 * How events are told.
 *
 * @param clients how many clients there may be, 1 or more
 * @param clientsOfUser how many of them one user may have, 1 or more
 * @param queue how many subjects may wait for one client, 1 or more; more become a reset
 * @param recent how many of the last events are kept for those who resume, 1 or more
 * @param heartbeat how long a client hears nothing, and a tenth more at most, more than zero
 * @param patience how long one write may take, more than zero; then its client is given up
 * @param retryLeast after what time a client that lost its connection is to come back at the
 *     earliest, zero or more
 * @param retryMost and at the latest, not less: each client is told a time of its own between them,
 *     so that those of an instance that restarts do not all come back at once
 */
public record EventSettings(
    int clients,
    int clientsOfUser,
    int queue,
    int recent,
    Duration heartbeat,
    Duration patience,
    Duration retryLeast,
    Duration retryMost) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EventSettings {
    if (clients < 1 || clientsOfUser < 1 || queue < 1 || recent < 1) {
      throw new IllegalArgumentException(
          "clients, clients of one user, queue and recent events must be 1 or more");
    }
    if (heartbeat.isNegative()
        || heartbeat.isZero()
        || patience.isNegative()
        || patience.isZero()) {
      throw new IllegalArgumentException("heartbeat and patience must be more than zero");
    }
    if (retryLeast.isNegative() || retryLeast.compareTo(retryMost) > 0) {
      throw new IllegalArgumentException(
          "retry must be zero or more, and not end before it begins: %s to %s"
              .formatted(retryLeast, retryMost));
    }
  }

  /**
   * 10,000 clients, 20 of one user, 256 subjects, 4,096 recent events; a heartbeat every 15 s, 30 s
   * for a write, back after 1 to 5 s.
   */
  public static EventSettings defaults() {
    return new EventSettings(
        10_000,
        20,
        256,
        4_096,
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  /** These settings with other limits. */
  public EventSettings withLimits(int all, int ofUser) {
    return new EventSettings(
        all, ofUser, queue, recent, heartbeat, patience, retryLeast, retryMost);
  }

  /** These settings with other sizes of a client's queue and of the recent events. */
  public EventSettings withSizes(int ofQueue, int ofRecent) {
    return new EventSettings(
        clients, clientsOfUser, ofQueue, ofRecent, heartbeat, patience, retryLeast, retryMost);
  }

  /** These settings with other times. */
  public EventSettings withTimes(Duration beat, Duration write) {
    return new EventSettings(
        clients, clientsOfUser, queue, recent, beat, write, retryLeast, retryMost);
  }

  /** These settings with other times after which clients come back. */
  public EventSettings withRetry(Duration least, Duration most) {
    return new EventSettings(
        clients, clientsOfUser, queue, recent, heartbeat, patience, least, most);
  }
}
