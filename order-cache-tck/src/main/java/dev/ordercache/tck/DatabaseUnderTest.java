package dev.ordercache.tck;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.SagaStore;
import dev.ordercache.statuschange.StatusChangeJournal;
import dev.ordercache.statuschange.StatusChangeQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The adapters to one database, and the ways in which a contract test acts on that database behind
 * their backs. An adapter that does not have one of the ports aborts the call with {@link
 * org.junit.jupiter.api.Assumptions#abort(String)}, which shows as a skipped test.
 */
public interface DatabaseUnderTest extends AutoCloseable {

  /** The source of truth. */
  OrderQuery orders();

  /** The log of its changes. */
  ChangeLog log();

  /** The queue of status changes in the same database, its journal, and its sagas. */
  record QueuedChanges(StatusChangeQueue queue, StatusChangeJournal journal, SagaStore saga) {}

  /** Status changes that are written down, with these settings. */
  QueuedChanges queued(QueueSettings settings);

  /** The ids of the status changes that were put into the archive. */
  Set<Long> archived();

  /**
   * Inserts or updates orders in one transaction, by the plain means of any other writer. The
   * database gives {@code version} and {@code updatedAt}, whatever the orders say.
   */
  void put(List<Order> orders);

  /**
   * Puts one order in a transaction that stays open, with its place in the log taken.
   *
   * @return commits
   */
  Runnable putUncommitted(Order order);

  /**
   * Makes every update of an order fail, as a trigger of others may.
   *
   * @return ends that
   */
  Runnable breakUpdates(OrderId id);

  /** Deletes an order. */
  void remove(OrderId id);

  /** Deletes all orders at once, as {@code TRUNCATE}. */
  void truncate();

  /**
   * Ends the present term without telling its leader, as the election of another relay does. Its
   * leader's connections stay as they are.
   */
  void depose();

  /**
   * Returns when the database's clock has moved on by so much. As given here it asks the server for
   * its time until it has; a database with a clock that can be set overrides it.
   */
  default void passTime(Duration duration) {
    Instant end = time().plus(duration);
    while (!time().isAfter(end)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private Instant time() {
    return orders().find(new OrderId(0)).asOf();
  }

  /** Ends the connections. */
  @Override
  void close();
}
