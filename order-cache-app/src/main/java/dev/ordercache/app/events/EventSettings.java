package dev.ordercache.app.events;

import java.time.Duration;

/**
 * Settings for sending events to clients.
 *
 * @param clients maximum number of clients, 1 or more
 * @param clientsOfUser maximum number of clients of one user, 1 or more
 * @param queue maximum number of subjects pending for one client, 1 or more; beyond it they become
 *     a reset
 * @param recent how many of the last events are kept for clients that resume, 1 or more
 * @param heartbeat how long a client receives nothing before a heartbeat, plus at most a tenth,
 *     more than zero
 * @param timeout how long one write may take, more than zero; then its client is disconnected
 * @param minRetry minimum time after which a client that lost its connection reconnects, zero or
 *     more
 * @param maxRetry maximum of that time, not less. Each client is sent a random time between the
 *     two, so that the clients of an instance that restarts do not all reconnect at once
 */
public record EventSettings(
    int clients,
    int clientsOfUser,
    int queue,
    int recent,
    Duration heartbeat,
    Duration timeout,
    Duration minRetry,
    Duration maxRetry) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public EventSettings {
    if (clients < 1 || clientsOfUser < 1 || queue < 1 || recent < 1) {
      throw new IllegalArgumentException(
          "clients, clients of one user, queue and recent events must be 1 or more");
    }
    if (heartbeat.isNegative() || heartbeat.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("heartbeat and timeout must be more than zero");
    }
    if (minRetry.isNegative() || minRetry.compareTo(maxRetry) > 0) {
      throw new IllegalArgumentException(
          "retry must be zero or more, and not end before it begins: %s to %s"
              .formatted(minRetry, maxRetry));
    }
  }

  /**
   * 10,000 clients, 20 of one user, 256 subjects, 4,096 recent events; a heartbeat every 15 s, 30 s
   * for a write, reconnection after 1 to 5 s.
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
    return new EventSettings(all, ofUser, queue, recent, heartbeat, timeout, minRetry, maxRetry);
  }

  /** These settings with other sizes of a client's queue and of the recent events. */
  public EventSettings withSizes(int ofQueue, int ofRecent) {
    return new EventSettings(
        clients, clientsOfUser, ofQueue, ofRecent, heartbeat, timeout, minRetry, maxRetry);
  }

  /** These settings with other times. */
  public EventSettings withTimes(Duration beat, Duration write) {
    return new EventSettings(
        clients, clientsOfUser, queue, recent, beat, write, minRetry, maxRetry);
  }

  /** These settings with other times after which clients reconnect. */
  public EventSettings withRetry(Duration min, Duration max) {
    return new EventSettings(clients, clientsOfUser, queue, recent, heartbeat, timeout, min, max);
  }
}
