package dev.ordercache.relay;

import dev.ordercache.plan.CachePlan;

/**
 * The relay of the library, whose rounds a test does one by one. It stands in this package because
 * a term is not for users to see.
 */
public final class HandDrivenRelay implements AutoCloseable {

  private final RelayTerm term;

  private HandDrivenRelay(RelayTerm term) {
    this.term = term;
  }

  /** Elects one that does nothing yet. */
  public static HandDrivenRelay elect(
      ChangeLog log, RelayTarget target, CachePlan plan, RelaySettings settings) {
    return new HandDrivenRelay(RelayTerm.elect(log, target, plan, settings).orElseThrow());
  }

  /** Polls, applies and acknowledges; returns whether that was all that there was. */
  public boolean round() {
    return term.round(false).complete();
  }

  /** The same, but goes to the cache only if it finds something, however long ago it did. */
  public void roundWithoutCache() {
    term.round(true);
  }

  /** Does rounds until nothing is waiting. */
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
