package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.jdbc.TestDatabase.Logged;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Far more operators than connections request the same order. */
class JdbiStatusChangeInboxTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");
  private static final int OPERATORS = 50;

  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());

  private Acceptance take(String operator) {
    StatusChange take = new StatusChange(new OrderId(1), 1, STARTED, null);
    return inbox.apply(new Submission(take, operator, "key"), Recovery.COMPENSATE);
  }

  @Test
  void ofFiftyOperatorsWhoTakeAnOrderAtOnceOneGetsItAndTheOthersLearnWho() throws Exception {
    DATABASE.insert(1, 1, "MANUFACTURING_APPROVED");
    DATABASE.clearLog();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(OPERATORS);
    List<Future<Acceptance>> takes = new ArrayList<>();
    try {
      for (int i = 0; i < OPERATORS; i++) {
        String operator = "Operator " + i;
        takes.add(
            threads.submit(
                () -> {
                  start.await();
                  return take(operator);
                }));
      }
      start.countDown();

      List<JournalEntry> winners = new ArrayList<>();
      List<JournalEntry> rejected = new ArrayList<>();
      List<@Nullable Refusal> refusals = new ArrayList<>();
      for (Future<Acceptance> take : takes) {
        if (take.get() instanceof Acceptance.Refused refused) {
          refusals.add(refused.refusal());
        } else if (take.get() instanceof Acceptance.Accepted accepted) {
          JournalEntry entry = accepted.entry(); // rejected, if it waited for the winner's group
          (entry.refusal() == null ? winners : rejected).add(entry);
        }
      }

      rejected.forEach(entry -> refusals.add(entry.refusal()));
      assertEquals(1, winners.size(), winners::toString);
      JournalEntry winner = winners.get(0);
      assertEquals(ChangeState.APPLIED, winner.state());
      assertEquals(OPERATORS - 1, refusals.size());
      assertEquals(
          Set.of(
              new Refusal.Taken(
                  winner.submission().principal(), Objects.requireNonNull(winner.endedAt()))),
          new HashSet<>(refusals));
      assertEquals(
          List.of(new Logged(1L, "MANUFACTURING_APPROVED", "MANUFACTURING_STARTED", 2L)),
          DATABASE.logged());
    } finally {
      threads.shutdownNow();
    }
  }
}
