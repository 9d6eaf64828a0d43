package dev.ordercache.app.freshness;

import dev.ordercache.invalidation.ChangeLog;
import dev.ordercache.invalidation.FreshnessFeed;
import dev.ordercache.invalidation.Progress;

/** A feed whose guard is only ever made to live longer. Used by one thread. */
final class LongestGuard implements FreshnessFeed {

  private final FreshnessFeed feed;
  private long latest;

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
    Long until = round.guardUntil();
    if (until == null) {
      return round;
    }
    latest = Math.max(latest, until);
    return new Round(round.invalidations(), latest);
  }
}
