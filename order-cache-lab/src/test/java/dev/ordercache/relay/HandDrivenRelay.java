package dev.ordercache.relay;

import dev.ordercache.plan.CachePlan;

/**
 * The relay of the library, whose rounds a test runs one by one. It is in this package because a
 * term is not visible to users.
 */
public final class HandDrivenRelay implements AutoCloseable {

  private final RelayTerm term;

  private HandDrivenRelay(RelayTerm term) {
    this.term = term;
  }

  /** Elects a relay that does nothing yet. */
  public static HandDrivenRelay elect(
      ChangeLog log, RelayTarget target, CachePlan plan, RelaySettings settings) {
    return new HandDrivenRelay(RelayTerm.elect(log, target, plan, settings).orElseThrow());
  }

  /** Polls, applies and acknowledges; returns whether it has read all changes. */
  public boolean round() {
    return term.round(false).complete();
  }

  /** The same, but uses the cache only if it finds changes, however long ago it last did. */
  public void roundWithoutCache() {
    term.round(true);
  }

  /** Runs rounds until no changes are waiting. */
  public void untilComplete() {
    while (!round()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    term.close();
  }
}
