package dev.ordercache.tck;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChangeCompletion;
import dev.ordercache.statuschange.StatusChangeInbox;
import dev.ordercache.statuschange.StatusChangeWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The adapters to one database, and the operations by which a contract test acts on that database
 * without them. An adapter that does not have one of the ports aborts the call with {@link
 * org.junit.jupiter.api.Assumptions#abort(String)}, which is reported as a skipped test.
 */
public interface DatabaseUnderTest extends AutoCloseable {

  /** The source of truth. */
  OrderQuery orders();

  /** The log of its changes. */
  ChangeLog log();

  /** The status changes in the same database. */
  record QueuedChanges(
      StatusChangeInbox inbox, StatusChangeWork work, StatusChangeCompletion completion) {}

  /** The persisted status changes, with these settings. */
  QueuedChanges queued(QueueSettings settings);

  /** The ids of the status changes that were put into the archive. */
  Set<Long> archived();

  /**
   * Inserts or updates orders in one transaction, as any other writer does. The database assigns
   * {@code version} and {@code updatedAt}; those of the orders are ignored.
   */
  void put(List<Order> orders);

  /**
   * Puts one order in a transaction that stays open, with its position in the log assigned.
   *
   * @return commits the transaction
   */
  Runnable putUncommitted(Order order);

  /**
   * Makes every update of an order fail, as another application's trigger may.
   *
   * @return lets the updates succeed again
   */
  Runnable breakUpdates(OrderId id);

  /** Deletes an order. */
  void remove(OrderId id);

  /** Deletes all orders at once, as {@code TRUNCATE}. */
  void truncate();

  /**
   * Ends the current term without notifying its leader, as the election of another relay does. The
   * leader's connections stay as they are.
   */
  void depose();

  /**
   * Returns when the database's clock has advanced by this duration. This implementation polls the
   * server's time; a database with a clock that can be set overrides it.
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

  /** Closes the connections. */
  @Override
  void close();
}
