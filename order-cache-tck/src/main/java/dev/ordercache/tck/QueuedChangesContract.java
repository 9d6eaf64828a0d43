package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.JournalEntry.Effect;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.DatabaseUnderTest.QueuedChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The common base of the contracts of persisted status changes. */
abstract class QueuedChangesContract extends DatabaseContract {

  static final Duration PAUSE = Duration.ofMillis(200);
  static final QueueSettings SETTINGS = QueueSettings.defaults().withAttempts(3, PAUSE);
  static final String ADA = "Ada";
  static final String BO = "Bo";

  private static final AtomicInteger KEYS = new AtomicInteger();

  QueuedChanges changes;

  @BeforeEach
  final void openChanges() {
    changes = database.queued(SETTINGS);
  }

  /** Ada's submission of a change of an order, under a key of its own. */
  static Submission submission(Order order, OrderStatus to) {
    return submission(order.id().value(), order.version(), to, ADA);
  }

  static Submission submission(long order, long version, OrderStatus to, String principal) {
    return submission(new StatusChange(new OrderId(order), version, to, null), principal, null);
  }

  static Submission submission(StatusChange change, String principal, @Nullable Long undoes) {
    return new Submission(change, principal, "key-" + KEYS.incrementAndGet(), undoes);
  }

  /** The submission that undoes a change. */
  static Submission undo(JournalEntry done) {
    Effect effect = effect(done);
    StatusChange back =
        new StatusChange(
            done.submission().order(), effect.version(), effect.before(), effect.assigneeBefore());
    return submission(back, ADA, done.id());
  }

  static Effect effect(JournalEntry entry) {
    return Objects.requireNonNull(entry.effect(), () -> "no effect in " + entry);
  }

  Acceptance accept(Submission submission) {
    return changes.inbox().accept(submission, Duration.ZERO);
  }

  JournalEntry accepted(Submission submission) {
    return accepted(accept(submission));
  }

  static JournalEntry accepted(Acceptance acceptance) {
    return assertInstanceOf(Acceptance.Accepted.class, acceptance).entry();
  }

  /** Applies a change in the call. */
  Acceptance apply(Submission submission) {
    return changes.inbox().apply(submission, Recovery.COMPENSATE);
  }

  JournalEntry made(Submission submission) {
    JournalEntry entry = accepted(apply(submission));
    assertEquals(ChangeState.APPLIED, entry.state(), entry::toString);
    return entry;
  }

  static Refusal refused(Acceptance acceptance) {
    return assertInstanceOf(Acceptance.Refused.class, acceptance).refusal();
  }

  /** Settles until nothing is due. */
  List<JournalEntry> settleAll() {
    List<JournalEntry> all = new ArrayList<>();
    List<JournalEntry> some = changes.work().settle(10);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = changes.work().settle(10);
    }
    return all;
  }

  /** Accepts a change and settles it. */
  JournalEntry settled(Submission submission) {
    JournalEntry accepted = accepted(submission);
    settleAll();
    return entry(accepted);
  }

  JournalEntry applied(Submission submission) {
    JournalEntry entry = settled(submission);
    assertEquals(ChangeState.APPLIED, entry.state(), entry::toString);
    return entry;
  }

  /** The current journal entry of a change. */
  JournalEntry entry(JournalEntry earlier) {
    List<JournalEntry> found = changes.inbox().findAll(Set.of(earlier.id()));
    assertEquals(1, found.size(), () -> "entries of " + earlier);
    return found.get(0);
  }

  void assertRejected(Refusal refusal, JournalEntry entry) {
    assertEquals(ChangeState.REJECTED, entry.state());
    assertEquals(refusal, entry.refusal());
    assertNull(entry.effect());
  }

  /** Asserts that the order was taken by this change of the journal. */
  static void assertTakenBy(JournalEntry taker, @Nullable Refusal refusal) {
    Refusal.Taken taken = assertInstanceOf(Refusal.Taken.class, refusal);
    assertEquals(taker.submission().principal(), taken.assignee());
    assertEquals(taker.endedAt(), taken.since());
    assertTrue(!taken.since().isBefore(taker.acceptedAt()));
  }
}
