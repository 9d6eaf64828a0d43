package dev.ordercache.tck;

import java.util.NavigableMap;
import java.util.Optional;

/** Change logs of which each makes one mistake. */
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

  static class DeposedLeaderGoesOn extends InMemoryChangeLog {

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

  static class ManyLead extends InMemoryChangeLog {

    @Override
    public synchronized Optional<Leadership> lead() {
      depose();
      return super.lead();
    }
  }
}
