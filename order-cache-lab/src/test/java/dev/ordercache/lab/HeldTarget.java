package dev.ordercache.lab;

import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.RelayTarget;
import java.util.concurrent.atomic.AtomicReference;

/** A target that can hold the first script of a relay. */
final class HeldTarget implements RelayTarget {

  private final RelayTarget target;
  private final AtomicReference<Hold> first = new AtomicReference<>();

  HeldTarget(RelayTarget target) {
    this.target = target;
  }

  /** The next term's first script is held on its way to Redis. */
  Hold holdFirst() {
    Hold hold = new Hold();
    first.set(hold);
    return hold;
  }

  @Override
  public ServerTime time() {
    return target.time();
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    Hold.pass(first);
    return target.takeOver(term, round);
  }

  @Override
  public Reply applyRound(ChangeLog.Term term, long seq, Round round) {
    return target.applyRound(term, seq, round);
  }
}
