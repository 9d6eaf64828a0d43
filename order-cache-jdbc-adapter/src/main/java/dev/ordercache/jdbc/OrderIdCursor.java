package dev.ordercache.jdbc;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;
import org.jspecify.annotations.Nullable;

/**
 * The ids of all orders in some statuses, as of one snapshot, fetched in portions: whatever their
 * number, only one portion is in memory. Keeps a connection and a read-only transaction until it is
 * closed. Used by one thread.
 */
final class OrderIdCursor implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(OrderIdCursor.class.getName());
  private static final int PORTION = 1_000;

  private final Handle handle;
  private @Nullable ResultIterator<Long> ids;

  /**
   * @throws OrderQueryException if the database can not be reached
   */
  OrderIdCursor(Jdbi jdbi) {
    try {
      handle = jdbi.open();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Begins to read.
   *
   * @param statement selects the ids
   * @throws OrderQueryException if that fails
   */
  void open(String statement, Set<OrderStatus> statuses) {
    try {
      handle.setReadOnly(true);
      handle.begin(); // without a transaction the driver fetches everything at once
      ids =
          handle
              .createQuery(statement)
              .bind("statuses", StatusArgument.of(statuses))
              .setFetchSize(PORTION)
              .map((rows, context) -> rows.getLong(1))
              .iterator();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The next id, or null after the last.
   *
   * @throws OrderQueryException if it can not be read
   */
  @Nullable OrderId next() {
    try {
      return ids != null && ids.hasNext() ? new OrderId(ids.next()) : null;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Never throws: nothing was written, and what failed before is told already. */
  @Override
  public void close() {
    try (handle) {
      if (ids != null) {
        ids.close();
      }
      handle.rollback();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a stream of ids did not end well", e);
    }
  }

  private static OrderQueryException failure(RuntimeException e) {
    return new OrderQueryException("order ids can not be streamed: " + e.getMessage(), e);
  }
}
