package dev.ordercache.lab;

import dev.ordercache.statuschange.Backlog;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeWork;
import java.time.Duration;
import java.util.List;

/** Does what another one does, but for what a subclass does without its protection. */
public abstract class ForwardingWork implements StatusChangeWork {

  private final StatusChangeWork work;

  protected ForwardingWork(StatusChangeWork work) {
    this.work = work;
  }

  @Override
  public List<JournalEntry> settle(int orders) {
    return work.settle(orders);
  }

  @Override
  public List<JournalEntry> unfinished(Duration since, int limit) {
    return work.unfinished(since, limit);
  }

  @Override
  public Backlog backlog(int limit) {
    return work.backlog(limit);
  }

  @Override
  public int tidy(Duration age, int limit) {
    return work.tidy(age, limit);
  }
}
