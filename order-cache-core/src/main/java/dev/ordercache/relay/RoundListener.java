package dev.ordercache.relay;

import java.time.Duration;

/** Receives the duration of each round of a {@link ChangeRelay}. */
@FunctionalInterface
public interface RoundListener {

  /**
   * Called when a round has ended, by the relay's thread and between two rounds, so it must be
   * quick. An exception is logged, once, and the relay continues.
   *
   * @param took from before the poll of the change log until after the acknowledgement, if there
   *     was anything to acknowledge
   * @param cached whether the cache took part; a round that finds no changes usually does not use
   *     it
   */
  void ended(Duration took, boolean cached);
}
