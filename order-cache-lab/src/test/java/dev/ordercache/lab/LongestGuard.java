package dev.ordercache.lab;

import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.RelayTarget;
import org.jspecify.annotations.Nullable;

/** A target that never shortens the life of its guard. Used by one thread. */
final class LongestGuard implements RelayTarget {

  private final RelayTarget target;
  private @Nullable Round latest;

  LongestGuard(RelayTarget target) {
    this.target = target;
  }

  @Override
  public ServerTime time() {
    return target.time();
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    return target.takeOver(term, longest(round));
  }

  @Override
  public Reply applyRound(ChangeLog.Term term, long seq, Round round) {
    return target.applyRound(term, seq, longest(round));
  }

  private Round longest(Round round) {
    if (round.bound() == null) {
      return round;
    }
    if (latest == null || latest.since().millis() < round.since().millis()) {
      latest = round;
    }
    return new Round(round.invalidations(), latest.since(), latest.bound());
  }
}
