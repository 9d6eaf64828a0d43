package dev.ordercache.relay;

import java.time.Duration;

/** Learns how long each round of a {@link ChangeRelay} took. */
@FunctionalInterface
public interface RoundListener {

  /**
   * A round has ended. Called by the relay's thread, between two rounds: must be quick. What it
   * throws is logged, once, and the relay goes on.
   *
   * @param took from before the poll of the change log until after the acknowledgement, if there
   *     was anything to acknowledge
   * @param cached whether the cache took part; a round that finds no changes usually leaves it
   *     alone
   */
  void ended(Duration took, boolean cached);
}
