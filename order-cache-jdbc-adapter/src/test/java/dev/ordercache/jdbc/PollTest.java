package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.tck.Meanwhile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Interleavings of {@code docs/races.md} that a poll or an acknowledgement must survive. */
class PollTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final JdbiChangeLog log =
      new JdbiChangeLog(
          PostgresDataSources.unpooled(DATABASE.settings()), DATABASE.plan(), DATABASE.settings());
  private Leadership leader;

  @BeforeEach
  void lead() {
    leader = log.lead().orElseThrow();
  }

  @AfterEach
  void close() {
    leader.close();
    log.close();
  }

  /** The rows for a relay that stores its position in the log instead of deleting rows. */
  private static List<Long> rowsAfter(long lastId) {
    return DATABASE.query(
        "SELECT id FROM order_change WHERE id > " + lastId + " ORDER BY id", Long.class);
  }

  private static void elect(Handle handle) {
    handle.execute("UPDATE order_relay SET term = term + 1");
  }

  /** Row 11. */
  @Test
  void aRowThatBecomesVisibleLaterThanAHigherOneIsNotSkipped() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      TestDatabase.insert(slow, 1, 1, "PACKAGING");
      DATABASE.insert(2, 2, "PACKAGING");
      ChangeBatch first = leader.poll(10);
      List<Long> unprotected = rowsAfter(0);
      assertEquals(first.positions(), unprotected);
      leader.acknowledge(first, 1);
      slow.commit();

      assertEquals(List.of(), rowsAfter(unprotected.get(0)), "the unprotected relay misses it");
      ChangeBatch second = leader.poll(10);
      assertEquals(1, second.changes().get(0).id().value());
      assertTrue(second.positions().get(0) < first.positions().get(0));
    }
  }

  /** Row 40: an empty log means nothing for a relay that no longer leads. */
  @Test
  void aDeposedRelayDoesNotRelyOnItsSuccessorsEmptyLog() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.jdbi().useHandle(PollTest::elect);
    DATABASE.clearLog(); // the successor has applied and acknowledged

    assertEquals(List.of(), rowsAfter(0), "without the term the poll would be clean");
    assertThrows(LeadershipLostException.class, () -> leader.poll(10));
  }

  /** Row 35, at the acknowledgement: the election is under way while the old relay writes. */
  @Test
  void anAcknowledgementWaitsForAnElectionAndIsThenRefused() {
    DATABASE.insert(1, 1, "PACKAGING");
    ChangeBatch batch = leader.poll(10);
    CompletableFuture<Void> acknowledgement;
    try (Handle election = DATABASE.jdbi().open()) {
      election.begin();
      elect(election);
      acknowledgement = Meanwhile.run(() -> leader.acknowledge(batch, 9));
      Awaitility.await().until(PollTest::aTransactionWaitsForALock);
      assertFalse(acknowledgement.isDone());
      election.commit();
    }

    ExecutionException e = assertThrows(ExecutionException.class, acknowledgement::get);
    assertInstanceOf(LeadershipLostException.class, e.getCause());
    assertEquals(1, DATABASE.logged().size());
  }

  private static boolean aTransactionWaitsForALock() {
    return DATABASE
        .query(
            "SELECT count(*) > 0 FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'",
            Boolean.class)
        .get(0);
  }

  /** Row 13. */
  @Test
  void aBulkChangeIsReadInBatchesOfWhichOnlyTheLastIsComplete() {
    DATABASE.insert(1, 2_500, "PACKAGING");
    int batches = 0;
    int changes = 0;
    ChangeBatch batch;
    do {
      batch = leader.poll(1_000);
      leader.acknowledge(batch, ++batches);
      changes += batch.changes().size();
    } while (!batch.complete());

    assertEquals(3, batches);
    assertEquals(2_500, changes);
    assertEquals(List.of(), DATABASE.logged());
  }

  @Test
  void aRowThatBecomesVisibleBehindABatchThatWasCutIsReadBeforeOneIsComplete() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      TestDatabase.insert(slow, 1, 1, "PACKAGING");
      DATABASE.insert(2, 4, "PACKAGING");
      ChangeBatch cut = leader.poll(2);
      assertEquals(2, cut.changes().size());
      assertFalse(cut.complete());
      leader.acknowledge(cut, 1);
      slow.commit();

      ChangeBatch rest = leader.poll(2);
      assertEquals(List.of(4L, 1L), orders(rest));
      assertTrue(rest.complete());
    }
  }

  private static List<Long> orders(ChangeBatch batch) {
    return batch.changes().stream().map(change -> change.id().value()).toList();
  }

  @Test
  void aVeryLongBacklogIsTakenForAChangeOfEverythingAndDeletedLittleByLittle() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      TestDatabase.insert(slow, 1, 1, "PACKAGING");
      DATABASE.insert(2, 300, "PACKAGING");
      ChangeBatch everything = leader.poll(10);
      assertTrue(everything.everything() && everything.complete());
      assertEquals(List.of(), everything.positions());
      leader.acknowledge(everything, 1);
      slow.commit();
    }

    ChangeBatch since = leader.poll(10);
    assertEquals(List.of(1L), orders(since));
    assertTrue(since.complete());
    leader.acknowledge(since, 2);
    Awaitility.await()
        .until(() -> leader.poll(10).positions().isEmpty() && DATABASE.logged().isEmpty());
  }

  @Test
  void aSuccessorReadsAgainWhatWasNotDeletedOfAVeryLongBacklog() {
    DATABASE.insert(1, 300, "PACKAGING");
    leader.acknowledge(leader.poll(10), 1);
    leader.poll(10);
    leader.close();

    leader = log.lead().orElseThrow();
    assertTrue(leader.poll(10).everything());
  }

  @Test
  void aBatchThatIsNotTheLastOneCannotBeAcknowledged() {
    DATABASE.insert(1, 1, "PACKAGING");
    ChangeBatch first = leader.poll(10);
    DATABASE.insert(2, 2, "PACKAGING");
    leader.poll(10);

    assertThrows(IllegalArgumentException.class, () -> leader.acknowledge(first, 1));
    assertEquals(2, DATABASE.logged().size());
  }

  @Test
  void aBatchThatIsExactlyFullIsComplete() {
    DATABASE.insert(1, 10, "PACKAGING");

    assertTrue(leader.poll(10).complete());
    assertFalse(leader.poll(9).complete());
  }

  @Test
  void aMalformedStatusInvalidatesEverything() {
    DATABASE.execute(
        "INSERT INTO order_change (order_id, version, new_status) VALUES (1, 1, 'half done')");

    ChangeBatch batch = leader.poll(10);

    assertTrue(batch.everything());
    assertEquals(1, batch.positions().size());
  }
}
