package dev.ordercache.jdbc;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The ids of all orders in some statuses, as of one snapshot, fetched in portions: only one portion
 * is in memory at a time. Keeps a connection and a read-only transaction until it is closed. The
 * cursor is an SQL cursor, because those of the driver do not work with simple queries or with a
 * pooler. Used by one thread.
 */
final class OrderIdCursor implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(OrderIdCursor.class.getName());
  private static final int PORTION = 1_000;
  private static final String FETCH = "FETCH " + PORTION + " FROM order_ids";

  private final Handle handle;
  private Iterator<Long> portion = Collections.emptyIterator();
  private boolean last;

  /**
   * @throws OrderQueryException if the database cannot be reached
   */
  OrderIdCursor(PostgresJdbi jdbi) {
    try {
      handle = jdbi.openReadOnly();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Begins to read.
   *
   * @param statement declares the cursor
   * @throws OrderQueryException if that fails
   */
  void open(String statement, Set<OrderStatus> statuses) {
    try {
      handle.createUpdate(statement).bind("statuses", StatusArgument.of(statuses)).execute();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * The next id, or null after the last.
   *
   * @throws OrderQueryException if it cannot be read
   */
  @Nullable OrderId next() {
    try {
      if (!portion.hasNext() && !last) {
        List<Long> fetched = handle.createQuery(FETCH).mapTo(Long.class).list();
        last = fetched.size() < PORTION;
        portion = fetched.iterator();
      }
      return portion.hasNext() ? new OrderId(portion.next()) : null;
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /** Never throws: nothing was written, and earlier failures were already reported. */
  @Override
  public void close() {
    try (handle) {
      handle.commit(); // auto_explain does not log a cursor that is rolled back
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a stream of ids was not closed cleanly", e);
    }
  }

  private static OrderQueryException failure(RuntimeException e) {
    return new OrderQueryException("order ids cannot be streamed: " + Reason.of(e), e);
  }
}
