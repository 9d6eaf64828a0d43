package dev.ordercache.tck;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link ChangeLogContract} that is about logging. */
abstract class LoggedChangesContract extends DatabaseContract {
  Leadership lead() {
    return database.log().lead().orElseThrow();
  }

  static Set<OrderId> ids(ChangeBatch batch) {
    Set<OrderId> ids = new HashSet<>();
    batch.changes().forEach(change -> ids.add(change.id()));
    return ids;
  }

  static Set<OrderId> ids(long... ids) {
    Set<OrderId> set = new HashSet<>();
    LongStream.of(ids).forEach(id -> set.add(new OrderId(id)));
    return set;
  }

  @Nested
  class AWritersChange {

    /** Acknowledges the changes until now, then runs a write and polls. */
    private ChangeBatch logged(Runnable write) {
      try (Leadership leader = lead()) {
        leader.acknowledge(leader.poll(10_000), 1);
        write.run();
        return leader.poll(10_000);
      }
    }

    private void assertLogged(
        @Nullable OrderStatus before, @Nullable OrderStatus after, long version, Runnable write) {
      ChangeBatch batch = logged(write);
      assertEquals(1, batch.changes().size(), () -> "changes in " + batch);
      OrderChange change = batch.changes().get(0);
      assertEquals(
          new OrderChange(new OrderId(1), version, before, after, change.transaction()), change);
      assertFalse(change.transaction().isBlank());
      assertFalse(batch.everything());
    }

    @Test
    void isLoggedWhenItInserts() {
      ChangeBatch batch = logged(() -> put(order(1).build()));
      assertEquals(1, batch.changes().size());
      OrderChange change = batch.changes().get(0);
      assertEquals(
          new OrderChange(
              new OrderId(1), stored(1).version(), null, APPROVED, change.transaction()),
          change);
    }

    @Test
    void isLoggedWhenItUpdates() {
      put(order(1).build());
      long version = stored(1).version();
      assertLogged(APPROVED, STARTED, version + 1, () -> put(order(1).status(STARTED).build()));
    }

    @Test
    void isLoggedWhenItLeavesTheStatusAsItIs() {
      put(order(1).build());
      long version = stored(1).version();
      assertLogged(APPROVED, APPROVED, version + 1, () -> put(order(1).assignee("Ada").build()));
    }

    @Test
    void isLoggedWhenItDeletes() {
      put(order(1).status(PACKAGING).build());
      long version = stored(1).version();
      assertLogged(PACKAGING, null, version, () -> database.remove(new OrderId(1)));
    }

    @Test
    void isLoggedAsEverythingWhenItTruncates() {
      put(order(1).build());
      ChangeBatch batch = logged(database::truncate);
      assertTrue(batch.everything());
      assertFalse(batch.positions().isEmpty());
    }

    @Test
    void isLoggedForEachOrderOfABulkStatement() {
      ChangeBatch batch = logged(() -> put(Stream.of(order(1), order(2), order(3))));
      assertEquals(ids(1, 2, 3), ids(batch));
    }

    @Test
    void differsFromAnEarlierOneOfAnOrderDeletedAndInsertedAgain() {
      OrderChange first = logged(() -> put(order(1).build())).changes().get(0);
      database.remove(new OrderId(1));
      OrderChange second = logged(() -> put(order(1).build())).changes().get(0);
      assertNotEquals(first, second);
    }
  }
}
