package dev.ordercache.relay;

import java.time.Duration;

/**
 * Settings of a {@link ChangeRelay}.
 *
 * @param busyInterval the pause between two rounds of a leader while changes come, that is until
 *     {@value #BUSY_INTERVALS} idle intervals after the last; at most the idle interval
 * @param idleInterval the pause between two rounds of a leader otherwise
 * @param electionInterval the pause between two attempts to become the leader
 * @param batch the maximum number of changes in one round, 1 to 10,000
 * @param listener receives the changes that the relay has applied
 */
public record RelaySettings(
    Duration busyInterval,
    Duration idleInterval,
    Duration electionInterval,
    int batch,
    ChangeListener listener) {

  static final int BUSY_INTERVALS = 10;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RelaySettings {
    if (busyInterval.isNegative() || busyInterval.isZero()) {
      throw new IllegalArgumentException("the relay's busy interval must be more than 0");
    }
    if (busyInterval.compareTo(idleInterval) > 0) {
      throw new IllegalArgumentException(
          "the relay's busy interval must be at most its idle interval of "
              + idleInterval.toMillis()
              + " ms");
    }
    if (electionInterval.isNegative() || electionInterval.isZero()) {
      throw new IllegalArgumentException("the election interval must be more than 0");
    }
    if (batch < 1 || batch > 10_000) {
      throw new IllegalArgumentException("a relay's batch is 1 to 10,000 changes, not " + batch);
    }
  }

  /**
   * A round every 5 ms while changes come and every 25 ms otherwise, an election every 250 ms,
   * 1,000 changes a round, and no listener.
   */
  public static RelaySettings defaults() {
    return new RelaySettings(
        Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(250), 1_000, changes -> {});
  }

  /** These settings with another listener. */
  public RelaySettings withListener(ChangeListener other) {
    return new RelaySettings(busyInterval, idleInterval, electionInterval, batch, other);
  }
}
