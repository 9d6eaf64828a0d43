package dev.ordercache.relay;

import java.util.List;

/**
 * Receives the changes of all writers while the relay of this instance leads, but not those that
 * other instances relay. It is called by the relay's thread, so it must return at once: until it
 * returns, no change reaches the cache. An exception is logged, and the relay continues.
 */
@FunctionalInterface
public interface ChangeListener {

  /**
   * Called when the cache has deleted the entries that these changes made stale. Each change is
   * reported at least once: again, if the relay could not acknowledge it in the change log.
   * TRUNCATE is not reported.
   *
   * @param changes 1 or more
   */
  void relayed(List<RelayedChange> changes);
}
