package dev.ordercache.lab;

import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget;
import org.jspecify.annotations.Nullable;

/** A target that never shortens the life of its guard. Used by one thread. */
final class LongestGuard implements RelayTarget {

  private final RelayTarget target;
  private @Nullable Guard latest;

  LongestGuard(RelayTarget target) {
    this.target = target;
  }

  @Override
  public long time() {
    return target.time();
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    return target.takeOver(term, longest(round));
  }

  @Override
  public Reply applyRound(Progress expected, Round round) {
    return target.applyRound(expected, longest(round));
  }

  private Round longest(Round round) {
    Guard guard = round.guard();
    if (guard == null) {
      return round;
    }
    if (latest == null || latest.until() < guard.until()) {
      latest = guard;
    }
    return new Round(round.invalidations(), latest);
  }
}
