package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.LogBacklog;
import dev.ordercache.relay.Progress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of every {@link dev.ordercache.relay.ChangeLog}. */
public abstract class ChangeLogContract extends LoggedChangesContract {

  @Nested
  class APoll {

    @Test
    void readsAllThatIsCommittedAndNothingElse() {
      Runnable commit = database.putUncommitted(order(1).build());
      put(order(2).build());
      try (Leadership leader = lead()) {
        ChangeBatch batch = leader.poll(100);
        assertEquals(ids(2), ids(batch));
        assertTrue(batch.complete());
      } finally {
        commit.run();
      }
    }

    @Test
    void findsAChangeThatTookItsPlaceEarlierAndIsCommittedLater() {
      Runnable commit = database.putUncommitted(order(1).build());
      put(order(2).build());
      try (Leadership leader = lead()) {
        leader.acknowledge(leader.poll(100), 1);
        commit.run();
        assertEquals(ids(1), ids(leader.poll(100)));
      }
    }

    @Test
    void readsAgainWhatWasNotAcknowledged() {
      put(order(1).build());
      try (Leadership leader = lead()) {
        assertEquals(ids(1), ids(leader.poll(100)));
        assertEquals(ids(1), ids(leader.poll(100)));
      }
    }

    @Test
    void ofAnEmptyLogIsCompleteAndEmpty() {
      try (Leadership leader = lead()) {
        ChangeBatch batch = leader.poll(100);
        assertEquals(List.of(), batch.positions());
        assertEquals(List.of(), batch.changes());
        assertFalse(batch.everything());
        assertTrue(batch.complete());
      }
    }

    @Test
    void reportsWhenEachChangeWasLogged() {
      put(order(1).build());
      try (Leadership leader = lead()) {
        ChangeBatch first = leader.poll(100);
        put(order(2).build());
        ChangeBatch second = leader.poll(100);
        assertFalse(first.loggedAt().get(0).isAfter(first.polledAt()));
        assertFalse(first.polledAt().isAfter(second.polledAt()));
        assertEquals(first.loggedAt().get(0), second.loggedAt().get(0));
        assertFalse(second.loggedAt().get(1).isBefore(first.polledAt()));
        assertFalse(second.loggedAt().get(1).isAfter(second.polledAt()));
      }
    }

    @Test
    void reportsTheTimeOfTheStatementAndNotOfTheCommit() {
      Runnable commit = database.putUncommitted(order(1).build());
      try (Leadership leader = lead()) {
        ChangeBatch before = leader.poll(100);
        commit.run();
        assertFalse(leader.poll(100).loggedAt().get(0).isAfter(before.polledAt()));
      }
    }

    @Test
    void readsWhatACheckHasFound() {
      Runnable commit = database.putUncommitted(order(1).build());
      try (Leadership leader = lead()) {
        leader.poll(100);
        assertFalse(leader.hasUnread(), "in progress");
        commit.run();
        assertTrue(leader.hasUnread());
        leader.acknowledge(leader.poll(100), 1);
        assertFalse(leader.hasUnread());
        put(order(2).build());
        assertTrue(leader.hasUnread());
        assertEquals(ids(2), ids(leader.poll(100)));
        assertTrue(leader.hasUnread(), "not acknowledged");
        leader.acknowledge(leader.poll(100), 2);
        LongStream.rangeClosed(3, 5).forEach(id -> put(order(id).build()));
        leader.acknowledge(leader.poll(2), 3);
        assertTrue(leader.hasUnread(), "left behind by a limit");
      }
    }

    @Test
    void isIncompleteWhenItsLimitLeavesSomethingBehind() {
      LongStream.rangeClosed(1, 5).forEach(id -> put(order(id).build()));
      Set<OrderId> seen = new HashSet<>();
      try (Leadership leader = lead()) {
        ChangeBatch batch = leader.poll(2);
        for (int round = 1; round <= 2; round++) {
          assertEquals(2, batch.positions().size());
          assertFalse(batch.complete());
          seen.addAll(ids(batch));
          leader.acknowledge(batch, round);
          batch = leader.poll(2);
        }
        assertTrue(batch.complete());
        seen.addAll(ids(batch));
      }
      assertEquals(ids(1, 2, 3, 4, 5), seen);
    }
  }

  @Nested
  class AnAcknowledgement {

    @Test
    void deletesTheBatchAndNothingElse() {
      put(order(1).build());
      try (Leadership leader = lead()) {
        ChangeBatch batch = leader.poll(100);
        put(order(2).build());
        leader.acknowledge(batch, 1);
        assertEquals(ids(2), ids(leader.poll(100)));
      }
    }

    @Test
    void isKeptForTheNextTerm() {
      Term first;
      try (Leadership leader = lead()) {
        first = leader.term();
        put(order(1).build());
        leader.acknowledge(leader.poll(100), 41);
        put(order(2).build());
        leader.acknowledge(leader.poll(100), 42);
      }
      try (Leadership leader = lead()) {
        assertEquals(new Progress(first.number(), 42), leader.term().acknowledged());
        assertEquals(first.origin(), leader.term().origin());
      }
    }
  }

  @Nested
  class ABacklog {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private int unread() {
      return database.log().backlog(100).unread();
    }

    @Test
    void isWhatIsCommittedAndNotAcknowledged() {
      LongStream.rangeClosed(1, 3).forEach(id -> put(order(id).build()));
      Runnable commit = database.putUncommitted(order(4).build());
      assertEquals(3, unread());
      try (Leadership leader = lead()) {
        leader.acknowledge(leader.poll(2), 1);
        assertEquals(1, unread());
        leader.acknowledge(leader.poll(100), 2);
        assertEquals(LogBacklog.NONE, database.log().backlog(100));
        put(order(5).build());
        commit.run();
        leader.poll(100);
        assertEquals(2, unread());
      }
      assertEquals(2, unread(), "without a leader too");
    }

    @Test
    void isCountedUpToALimit() {
      LongStream.rangeClosed(1, 3).forEach(id -> put(order(id).build()));
      assertEquals(2, database.log().backlog(2).unread());
    }

    @Test
    void isAsOldAsTheFirstOfIt() {
      put(order(1).build());
      database.passTime(PAUSE);
      put(order(2).build());
      Duration oldest = database.log().backlog(100).oldest();
      assertTrue(oldest.compareTo(PAUSE) >= 0);
      try (Leadership leader = lead()) {
        leader.acknowledge(leader.poll(1), 1);
        database.passTime(PAUSE);
        assertTrue(database.log().backlog(100).oldest().compareTo(PAUSE) >= 0);
        put(order(3).build());
        leader.acknowledge(leader.poll(1), 2);
        assertTrue(database.log().backlog(100).oldest().compareTo(oldest.plus(PAUSE)) < 0);
      }
    }
  }

  @Nested
  class AnElection {

    @Test
    void isWonByOneAtATime() {
      try (Leadership leader = lead()) {
        assertEquals(Optional.empty(), database.log().lead());
        assertEquals(0, leader.poll(100).positions().size());
      }
      lead().close();
    }

    @Test
    void isWonByOneOfManyAtOnce() {
      List<CompletableFuture<Optional<Leadership>>> candidates =
          IntStream.range(0, 4).mapToObj(i -> Meanwhile.supply(database.log()::lead)).toList();
      List<Leadership> leaders =
          candidates.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
      leaders.forEach(Leadership::close);
      assertEquals(1, leaders.size());
    }

    @Test
    void beginsAHigherTermEachTime() {
      long last = 0;
      for (int i = 0; i < 3; i++) {
        try (Leadership leader = lead()) {
          assertTrue(leader.term().number() > last);
          last = leader.term().number();
        }
      }
    }
  }

  @Nested
  class ADeposedLeader {

    private final Order order = order(1).build();

    @Test
    void cannotPoll() {
      put(order);
      try (Leadership leader = lead()) {
        database.depose();
        assertThrows(LeadershipLostException.class, () -> leader.poll(100));
      }
    }

    @Test
    void cannotAcknowledgeAndDeletesNothing() {
      put(order);
      Progress before;
      try (Leadership leader = lead()) {
        before = leader.term().acknowledged();
        ChangeBatch batch = leader.poll(100);
        database.depose();
        assertThrows(LeadershipLostException.class, () -> leader.acknowledge(batch, 7));
      }
      try (Leadership next = lead()) {
        assertEquals(before, next.term().acknowledged());
        assertEquals(ids(1), ids(next.poll(100)));
      }
    }
  }

  @Nested
  class AServerThatNeverAnswers {

    @Test
    void failsAnElection() {
      assertFails(ChangeLogException.class, silent -> silent.log().lead());
    }

    @Test
    void failsACount() {
      assertFails(ChangeLogException.class, silent -> silent.log().backlog(100));
    }
  }
}
