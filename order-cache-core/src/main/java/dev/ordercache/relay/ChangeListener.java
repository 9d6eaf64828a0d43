package dev.ordercache.relay;

import java.util.List;

/**
 * Learns of the changes of all writers while the relay of this instance leads; what other instances
 * carry it does not learn. Called by the relay's thread, so it must return at once: for as long as
 * it takes, no change reaches the cache. What it throws is logged, and the relay goes on.
 */
@FunctionalInterface
public interface ChangeListener {

  /**
   * The cache has forgotten what these changes made stale. Each is told at least once: again, if
   * the relay could not acknowledge it in the change log. TRUNCATE is not told.
   *
   * @param changes 1 or more
   */
  void carried(List<CarriedChange> changes);
}
