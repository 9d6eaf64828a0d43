package dev.ordercache.app.freshness;

import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.FreshnessFeed;
import dev.ordercache.relay.Progress;
import org.jspecify.annotations.Nullable;

/** A feed whose guard is only ever made to live longer. Used by one thread. */
final class LongestGuard implements FreshnessFeed {

  private final FreshnessFeed feed;
  private @Nullable Guard latest;

  LongestGuard(FreshnessFeed feed) {
    this.feed = feed;
  }

  @Override
  public long time() {
    return feed.time();
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    return feed.takeOver(term, longest(round));
  }

  @Override
  public Reply drain(Progress expected, Round round) {
    return feed.drain(expected, longest(round));
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
