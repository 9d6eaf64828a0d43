package dev.ordercache.lab;

import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.LogBacklog;
import dev.ordercache.relay.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The change log without one of its protections, for relays on the unprotected side. */
final class LaxLog implements ChangeLog {

  /** What is missing. */
  enum Lack {
    /** All relays have the same term. */
    TERMS,
    /** A poll does not check whether its term is the current one. */
    TERM_IN_POLL,
    /** Every batch counts as complete. */
    COMPLETENESS,
    /** Only rows after the last position are read, even if earlier ones became visible later. */
    LATE_ROWS,
    /** Rows are deleted when they are read. */
    ACKNOWLEDGEMENT
  }

  private static final ChangeBatch NOTHING =
      new ChangeBatch(List.of(), List.of(), List.of(), Instant.EPOCH, false, true);

  private final ChangeLog log;
  private final OrdersDatabase postgres;
  private final Lack lack;

  private LaxLog(ChangeLog log, OrdersDatabase postgres, Lack lack) {
    this.log = log;
    this.postgres = postgres;
    this.lack = lack;
  }

  /** The log itself on the real side, and without a protection on the other. */
  static ChangeLog unlessReal(Race race, ChangeLog log, Lack lack) {
    return race.isReal() ? log : new LaxLog(log, race.postgres, lack);
  }

  @Override
  public Optional<Leadership> lead() {
    return log.lead().map(LaxLeadership::new);
  }

  @Override
  public LogBacklog backlog(int limit) {
    return log.backlog(limit);
  }

  private final class LaxLeadership implements Leadership {

    private final Leadership leadership;
    private long last = -1;
    private ChangeBatch polled = NOTHING;

    LaxLeadership(Leadership leadership) {
      this.leadership = leadership;
    }

    @Override
    public Term term() {
      Term term = leadership.term();
      return lack == Lack.TERMS
          ? new Term(1, term.origin(), new Progress(1, term.acknowledged().seq()))
          : term;
    }

    private boolean needsTerm() {
      return lack != Lack.TERMS && lack != Lack.TERM_IN_POLL;
    }

    @Override
    public boolean hasUnread() {
      return leadership.hasUnread();
    }

    @Override
    public ChangeBatch poll(int limit) {
      ChangeBatch batch;
      try {
        batch = leadership.poll(limit);
        polled = batch;
      } catch (LeadershipLostException e) {
        if (needsTerm() || postgres.number("SELECT count(*) FROM order_change") > 0) {
          throw e;
        }
        return NOTHING;
      }
      return switch (lack) {
        case COMPLETENESS ->
            new ChangeBatch(
                batch.positions(),
                batch.changes(),
                batch.loggedAt(),
                batch.polledAt(),
                batch.everything(),
                true);
        case LATE_ROWS -> afterLast(batch);
        case ACKNOWLEDGEMENT -> {
          postgres.sql("DELETE FROM order_change");
          yield batch;
        }
        default -> batch;
      };
    }

    private ChangeBatch afterLast(ChangeBatch batch) {
      List<Long> positions = new ArrayList<>();
      List<OrderChange> changes = new ArrayList<>();
      List<Instant> loggedAt = new ArrayList<>();
      for (int i = 0; i < batch.positions().size(); i++) {
        if (batch.positions().get(i) > last) {
          last = batch.positions().get(i);
          positions.add(last);
          changes.add(batch.changes().get(i));
          loggedAt.add(batch.loggedAt().get(i));
        }
      }
      return new ChangeBatch(positions, changes, loggedAt, batch.polledAt(), false, true);
    }

    @Override
    public void acknowledge(ChangeBatch batch, long seq) {
      if (lack != Lack.ACKNOWLEDGEMENT) {
        leadership.acknowledge(polled, seq); // also what was left out
      }
    }

    @Override
    public void close() {
      leadership.close();
    }
  }
}
