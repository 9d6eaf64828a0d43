package dev.ordercache.caching;

import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeQueue;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;

/**
 * One queue through two connection pools, so that requests and workers do not keep each other from
 * the database.
 */
record SplitQueue(StatusChangeQueue requests, StatusChangeQueue workers)
    implements StatusChangeQueue {

  @Override
  public Acceptance accept(Submission submission, Duration grace) {
    return requests.accept(submission, grace);
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    return workers.settle(orders);
  }

  @Override
  public boolean cancel(long change) {
    return requests.cancel(change);
  }

  @Override
  public Backlog backlog(int limit) {
    return workers.backlog(limit);
  }
}
