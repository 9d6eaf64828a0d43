package dev.ordercache.app.freshness;

import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.FreshnessFeed;
import dev.ordercache.relay.Progress;
import java.util.concurrent.atomic.AtomicReference;

/** A feed to which a relay's first script comes when a test lets it. */
final class HeldFeed implements FreshnessFeed {

  private final FreshnessFeed feed;
  private final AtomicReference<Hold> first = new AtomicReference<>();

  HeldFeed(FreshnessFeed feed) {
    this.feed = feed;
  }

  /** The next term's first script is held on its way to Redis. */
  Hold holdFirst() {
    Hold hold = new Hold();
    first.set(hold);
    return hold;
  }

  @Override
  public long time() {
    return feed.time();
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    Hold.pass(first);
    return feed.takeOver(term, round);
  }

  @Override
  public Reply drain(Progress expected, Round round) {
    return feed.drain(expected, round);
  }
}
