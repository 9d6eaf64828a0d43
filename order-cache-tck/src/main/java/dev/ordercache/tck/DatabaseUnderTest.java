package dev.ordercache.tck;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.invalidation.ChangeLog;
import dev.ordercache.statuschange.StatusChangeStore;
import java.util.List;

/**
 * The adapters to one database, and the ways in which a contract test acts on that database behind
 * their backs. An adapter that does not have one of the ports aborts the call with {@link
 * org.junit.jupiter.api.Assumptions#abort(String)}, which shows as a skipped test.
 */
public interface DatabaseUnderTest extends AutoCloseable {

  /** The source of truth. */
  OrderQuery orders();

  /** Changes statuses in the same database. */
  StatusChangeStore statusChanges();

  /** The log of its changes. */
  ChangeLog log();

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

  /** Deletes an order. */
  void remove(OrderId id);

  /** Deletes all orders at once, as {@code TRUNCATE}. */
  void truncate();

  /**
   * Ends the present term without telling its leader, as the election of another relay does. Its
   * leader's connections stay as they are.
   */
  void depose();

  /** Ends the connections. */
  @Override
  void close();
}
