package dev.ordercache.memory;

import dev.ordercache.relay.LogBacklog;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Change logs, each with one mistake. */
final class BrokenChangeLogs {

  private BrokenChangeLogs() {}

  static class PollsWhatIsBehindTheLast extends InMemoryChangeLog {

    private long last;

    @Override
    NavigableMap<Long, Row> visible(NavigableMap<Long, Row> all) {
      NavigableMap<Long, Row> behind = all.tailMap(last, false);
      last = behind.isEmpty() ? last : behind.lastKey();
      return behind;
    }
  }

  static class ChangesAreAlwaysNew extends InMemoryChangeLog {

    private final AtomicLong polls = new AtomicLong();

    @Override
    NavigableMap<Long, Row> visible(NavigableMap<Long, Row> all) {
      Instant now = Instant.EPOCH.plusSeconds(polls.incrementAndGet());
      NavigableMap<Long, Row> fresh = new TreeMap<>();
      all.forEach((position, row) -> fresh.put(position, new Row(row.change(), now)));
      return fresh;
    }
  }

  static class DeposedLeaderContinues extends InMemoryChangeLog {

    @Override
    boolean isCurrent(long number) {
      return true;
    }
  }

  static class PollSeesOneRow extends InMemoryChangeLog {

    @Override
    NavigableMap<Long, Row> visible(NavigableMap<Long, Row> all) {
      return all.isEmpty() ? all : all.headMap(all.firstKey(), true);
    }
  }

  static class CountsOnlyWithoutALeader extends InMemoryChangeLog {

    private boolean led;

    @Override
    public synchronized Optional<Leadership> lead() {
      led = true;
      return super.lead();
    }

    @Override
    public synchronized LogBacklog backlog(int limit) {
      return led ? LogBacklog.NONE : super.backlog(limit);
    }
  }

  static class CountsAll extends InMemoryChangeLog {

    @Override
    public synchronized LogBacklog backlog(int limit) {
      return super.backlog(Integer.MAX_VALUE);
    }
  }

  static class BacklogIsNew extends InMemoryChangeLog {

    @Override
    public synchronized LogBacklog backlog(int limit) {
      return new LogBacklog(super.backlog(limit).unread(), Duration.ZERO);
    }
  }

  static class ManyLead extends InMemoryChangeLog {

    @Override
    public synchronized Optional<Leadership> lead() {
      depose();
      return super.lead();
    }
  }
}
