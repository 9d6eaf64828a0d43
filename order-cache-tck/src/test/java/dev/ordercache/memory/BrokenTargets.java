package dev.ordercache.memory;

import dev.ordercache.relay.ChangeLog.Term;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Relay targets, each with one mistake that an existing one has made. */
final class BrokenTargets {

  private BrokenTargets() {}

  static class GuardEndsAfterTheRound extends InMemoryOrderCache {

    GuardEndsAfterTheRound(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized Reply takeOver(Term term, Round round) {
      return super.takeOver(term, new Round(round.invalidations(), time(), Duration.ofSeconds(2)));
    }
  }

  static class TakeoverIsAlwaysWarm extends InMemoryOrderCache {

    private boolean begun;

    TakeoverIsAlwaysWarm(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isWarm(Term term) {
      boolean warm = begun;
      begun = true;
      return warm;
    }
  }

  static class RoundExpectsNothing extends InMemoryOrderCache {

    RoundExpectsNothing(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isAt(Term term, long seq) {
      return true;
    }
  }

  /** Compares the origin of its last takeover, whichever term brings the round. */
  static class RemembersTheOrigin extends InMemoryOrderCache {

    private String origin = "";

    RemembersTheOrigin(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    public synchronized Reply takeOver(Term term, Round round) {
      Reply reply = super.takeOver(term, round);
      origin = term.origin();
      return reply;
    }

    @Override
    boolean isAt(Term term, long seq) {
      return super.isAt(new Term(term.number(), origin, term.acknowledged()), seq);
    }
  }

  /** Compares the server of its last reply, whichever server's time the round brings. */
  static class RemembersTheServer extends InMemoryOrderCache {

    RemembersTheServer(CacheSettings settings, LongSupplier clock) {
      super(settings, clock);
    }

    @Override
    boolean isMine(ServerTime time) {
      return super.isMine(time());
    }
  }
}
