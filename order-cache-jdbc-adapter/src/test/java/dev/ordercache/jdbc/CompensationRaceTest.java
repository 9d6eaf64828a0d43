package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 32 of the races: another writer changes the order before a compensation does. */
class CompensationRaceTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String THIRD = "MANUFACTURING_COMPLETED";

  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
  private final JdbiStatusChangeCompletion completion =
      new JdbiStatusChangeCompletion(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());
  private int order;
  private long change;

  @BeforeEach
  void takeAnOrder() {
    order++;
    DATABASE.insert(order, order, "MANUFACTURING_APPROVED");
    StatusChange take =
        new StatusChange(new OrderId(order), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
    Submission submission = new Submission(take, "Ada", "key-" + order);
    Acceptance made = inbox.apply(submission, Recovery.COMPENSATE);
    change = ((Acceptance.Accepted) made).entry().id();
  }

  private List<String> order() {
    return DATABASE.query(
        "SELECT concat_ws(' ', status, version) FROM orders WHERE id = " + order, String.class);
  }

  /** The third writer has changed the order, and commits while the compensation waits for it. */
  private <T> T whileTheThirdWriterCommits(Supplier<T> compensation) {
    try (Handle third = DATABASE.jdbi().open()) {
      third.begin();
      third.execute("UPDATE orders SET status = ? WHERE id = ?", THIRD, order);
      CompletableFuture<T> waiting = Meanwhile.supply(compensation);
      await().until(() -> waiting.isDone() || aTransactionWaitsForALock());
      third.commit();
      return waiting.join();
    }
  }

  private static boolean aTransactionWaitsForALock() {
    return !DATABASE.query("SELECT pid FROM pg_locks WHERE NOT granted", Integer.class).isEmpty();
  }

  @Test
  void withoutTheVersionWhatTheThirdWriterDidIsLost() {
    whileTheThirdWriterCommits(
        () -> {
          DATABASE.execute("UPDATE orders SET status = 'MANUFACTURING_APPROVED'");
          return true;
        });

    assertEquals(List.of("MANUFACTURING_APPROVED 4"), order());
  }

  @Test
  @Timeout(60)
  void whatTheThirdWriterDidStays() {
    JournalEntry entry = compensatedWhileTheThirdWriterCommits();

    assertEquals(ChangeState.SUPERSEDED, entry.state());
    assertEquals(List.of(THIRD + " 3"), order());
  }

  /** A compensation waits for half a second; if the commit is later, another order is used. */
  private JournalEntry compensatedWhileTheThirdWriterCommits() {
    while (true) {
      try {
        return whileTheThirdWriterCommits(() -> completion.compensate(change));
      } catch (CompletionException e) {
        assertInstanceOf(StatusChangeException.class, e.getCause());
        takeAnOrder();
      }
    }
  }
}
