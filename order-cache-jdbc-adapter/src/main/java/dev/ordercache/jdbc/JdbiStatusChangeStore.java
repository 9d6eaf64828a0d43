package dev.ordercache.jdbc;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.OrderChange;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Changes statuses in PostgreSQL by one guarded update, which takes part in no other transaction.
 * Safe for use by many threads; of many that change the same version of an order one succeeds.
 */
public final class JdbiStatusChangeStore implements StatusChangeStore {

  private static final String CHANGE_STATUS = Sql.read("change-status");
  private static final String FIND_ALL = Sql.read("find-all");

  private final Jdbi jdbi;

  /**
   * Changes orders through these connections.
   *
   * @param connections in autocommit mode, best {@link PostgresDataSources#pooled}
   */
  public JdbiStatusChangeStore(DataSource connections, JdbcSettings settings) {
    this.jdbi = PostgresDataSources.jdbi(connections, settings);
  }

  @Override
  public Outcome apply(StatusChange change, Set<OrderStatus> from) {
    try {
      return jdbi.inTransaction(
          handle ->
              update(handle, change, from)
                  .orElseGet(() -> new Outcome.Refused(current(handle, change))));
    } catch (RuntimeException e) {
      throw new StatusChangeException(
          "the status of order " + change.order() + " can not be changed: " + e.getMessage(), e);
    }
  }

  private static Optional<Outcome> update(
      Handle handle, StatusChange change, Set<OrderStatus> from) {
    return handle
        .createQuery(CHANGE_STATUS)
        .bind("id", change.order().value())
        .bind("expected", change.expectedVersion())
        .bindArray("from", String.class, from.stream().map(OrderStatus::name).toList())
        .bind("to", change.to().name())
        .bind("assignee", change.assignee())
        .map((rows, context) -> applied(rows))
        .findOne();
  }

  private static Outcome applied(ResultSet rows) throws SQLException {
    Order order = new OrderRows(rows).order(3);
    OrderStatus before = new OrderStatus(rows.getString(1));
    OrderChange change =
        new OrderChange(order.id(), order.version(), before, order.status(), rows.getString(2));
    return new Outcome.Applied(change, order);
  }

  private static @Nullable Order current(Handle handle, StatusChange change) {
    List<Order> found =
        handle
            .createQuery(FIND_ALL)
            .bindArray("ids", Long.class, change.order().value())
            .scanResultSet((rows, context) -> OrderRows.snapshot(rows.get()))
            .value();
    return found.isEmpty() ? null : found.get(0);
  }
}
