package dev.ordercache.jdbc;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.OrderChange;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
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

  private final Jdbi jdbi;
  private final String changeStatus;
  private final String findAll;

  /**
   * Changes orders through these connections.
   *
   * @param connections in autocommit mode, best {@link PostgresDataSources#pooled}
   */
  public JdbiStatusChangeStore(DataSource connections, JdbcSettings settings) {
    this.jdbi = PostgresDataSources.jdbi(connections, settings);
    this.changeStatus = Sql.read("change-status", settings.table());
    this.findAll = Sql.read("find-all", settings.table());
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

  private Optional<Outcome> update(Handle handle, StatusChange change, Set<OrderStatus> from) {
    return handle
        .createQuery(changeStatus)
        .bind("id", change.order().value())
        .bind("expected", change.expectedVersion())
        .bind("from", StatusArgument.of(from))
        .bind("to", StatusArgument.of(change.to()))
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

  private @Nullable Order current(Handle handle, StatusChange change) {
    List<Order> found =
        handle
            .createQuery(findAll)
            .bindArray("ids", Long.class, change.order().value())
            .scanResultSet((rows, context) -> OrderRows.snapshot(rows.get()))
            .value();
    return found.isEmpty() ? null : found.get(0);
  }
}
