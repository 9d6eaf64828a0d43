package dev.ordercache.core;

import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.LogBacklog;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change log whose elections and acknowledgements fail on request. */
final class FlakyChangeLog implements ChangeLog {

  private final ChangeLog log;
  private volatile boolean failing;
  private volatile @Nullable Error electionFailure;

  FlakyChangeLog(ChangeLog log) {
    this.log = log;
  }

  void failAcknowledgements(boolean value) {
    failing = value;
  }

  void failElections(@Nullable Error value) {
    electionFailure = value;
  }

  @Override
  public Optional<Leadership> lead() {
    Error toThrow = electionFailure;
    if (toThrow != null) {
      throw toThrow;
    }
    return log.lead().map(FlakyLeadership::new);
  }

  @Override
  public LogBacklog backlog(int limit) {
    return log.backlog(limit);
  }

  private final class FlakyLeadership implements Leadership {

    private final Leadership leadership;

    FlakyLeadership(Leadership leadership) {
      this.leadership = leadership;
    }

    @Override
    public Term term() {
      return leadership.term();
    }

    @Override
    public boolean hasUnread() {
      return leadership.hasUnread();
    }

    @Override
    public ChangeBatch poll(int limit) {
      return leadership.poll(limit);
    }

    @Override
    public void acknowledge(ChangeBatch batch, long seq) {
      if (failing) {
        throw new ChangeLogException("injected", new IllegalStateException());
      }
      leadership.acknowledge(batch, seq);
    }

    @Override
    public void close() {
      leadership.close();
    }
  }
}
