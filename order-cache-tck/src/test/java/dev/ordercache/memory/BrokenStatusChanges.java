package dev.ordercache.memory;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Queues of status changes, each with one mistake. */
final class BrokenStatusChanges {

  private BrokenStatusChanges() {}

  static class AnyPendingChangeIsNext extends InMemoryStatusChanges {

    AnyPendingChangeIsNext(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    Stream<InMemoryChangeRow> heads() {
      List<InMemoryChangeRow> pending = pendingRows().toList();
      return Stream.iterate(pending.size() - 1, i -> i >= 0, i -> i - 1).map(pending::get);
    }
  }

  static class NoPrincipalIsGreedy extends InMemoryStatusChanges {

    NoPrincipalIsGreedy(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    Set<String> greedy(int limit) {
      return Set.of();
    }
  }

  static class KeyHasNoPrincipal extends InMemoryStatusChanges {

    KeyHasNoPrincipal(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    boolean isSameKey(Submission one, Submission other) {
      return one.idempotencyKey().equals(other.idempotencyKey());
    }
  }

  static class KeyIsForgottenOnceSettled extends InMemoryStatusChanges {

    KeyIsForgottenOnceSettled(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    Optional<JournalEntry> earlier(Submission submission) {
      return super.earlier(submission).filter(entry -> entry.state() == ChangeState.PENDING);
    }
  }

  static class LockedOrdersAreChanged extends InMemoryStatusChanges {

    LockedOrdersAreChanged(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    boolean isLocked(OrderId id) {
      return false;
    }
  }

  static class GraceIsIgnored extends InMemoryStatusChanges {

    GraceIsIgnored(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    boolean isDue(InMemoryChangeRow row) {
      return row.entry().attempts() == 0 || super.isDue(row);
    }
  }

  static class FailsForEver extends InMemoryStatusChanges {

    FailsForEver(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings.withAttempts(100, settings.pause()));
    }
  }

  static class GivesUpAtOnce extends InMemoryStatusChanges {

    GivesUpAtOnce(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings.withAttempts(1, settings.pause()));
    }
  }

  static class CancelComesTooLate extends InMemoryStatusChanges {

    CancelComesTooLate(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    public synchronized boolean cancel(long change) {
      return !findAll(Set.of(change)).isEmpty();
    }
  }

  static class FinishForgetsTheState extends InMemoryStatusChanges {

    FinishForgetsTheState(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    boolean isAsPublished(InMemoryChangeRow row, JournalEntry published) {
      return !row.isFinished();
    }
  }

  static class TidiesWhatIsUnfinished extends InMemoryStatusChanges {

    TidiesWhatIsUnfinished(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    public synchronized int tidy(Duration age, int limit) {
      finish(unfinished(age, limit));
      return super.tidy(age, limit);
    }
  }

  static class CompensationOverwrites extends InMemoryStatusChanges {

    CompensationOverwrites(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    boolean isUnchangedSince(long version, long madeVersion) {
      return true;
    }
  }

  static class TheQueuesChangesAreCompensated extends InMemoryStatusChanges {

    TheQueuesChangesAreCompensated(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    boolean isCompensable(long change) {
      return true;
    }
  }

  static class UndoIsAnOrdinaryChange extends InMemoryStatusChanges {

    UndoIsAnOrdinaryChange(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    public synchronized Acceptance accept(Submission submission, Duration grace) {
      StatusChange change = submission.change();
      return super.accept(
          new Submission(change, submission.principal(), submission.idempotencyKey()), grace);
    }
  }

  static class VersionIsNotChecked extends InMemoryStatusChanges {

    VersionIsNotChecked(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    Submission submission(InMemoryChangeRow row) {
      Submission submission = super.submission(row);
      Order order = current(submission.order());
      long version = order == null ? 0 : order.version();
      StatusChange change = submission.change();
      return new Submission(
          new StatusChange(change.order(), version, change.to(), change.assignee()),
          submission.principal(),
          submission.idempotencyKey(),
          submission.undoes());
    }
  }

  static class TransactionIsNotTheLoggedOne extends InMemoryStatusChanges {

    TransactionIsNotTheLoggedOne(InMemoryOrders orders, QueueSettings settings) {
      super(orders, settings);
    }

    @Override
    Effect effect(OrderChange made, @Nullable String assigneeBefore) {
      String another = made.transaction() + "'";
      return super.effect(
          new OrderChange(made.id(), made.version(), made.before(), made.after(), another),
          assigneeBefore);
    }
  }
}
