package dev.ordercache.lab;

import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.RelayTarget;

/** A target that skips a change if a later one of the same order is marked as done. */
final class AtLeastMarks implements RelayTarget {

  private static final int LATER = 10;

  private final RelayTarget target;
  private final Race race;

  AtLeastMarks(RelayTarget target, Race race) {
    this.target = target;
    this.race = race;
  }

  private Round undone(Round round) {
    return new Round(
        round.invalidations().stream().filter(this::isUndone).toList(),
        round.since(),
        round.bound());
  }

  private boolean isUndone(Invalidation invalidation) {
    OrderChange change =
        invalidation instanceof Invalidation.Entries entries ? entries.change() : null;
    if (change == null) {
      return true;
    }
    for (long version = change.version(); version < change.version() + LATER; version++) {
      String mark = race.key("done:" + change.id() + ":" + version);
      if (SharedServers.node().number("EXISTS", mark) == 1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public ServerTime time() {
    return target.time();
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    return target.takeOver(term, undone(round));
  }

  @Override
  public Reply applyRound(ChangeLog.Term term, long seq, Round round) {
    return target.applyRound(term, seq, undone(round));
  }
}
