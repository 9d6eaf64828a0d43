package dev.ordercache.jdbc;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderQuery;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Snapshot;
import dev.ordercache.plan.CachePlan;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.HandleCallback;

/**
 * Reads orders from PostgreSQL. Every answer is one statement, and has the time of the database as
 * of which it is right: the time when its transaction began, just before its snapshot was taken.
 * ({@code statement_timestamp()} is the time of the execution, when the snapshot exists already.) A
 * standby's answer is refused, because a standby may lag behind an invalidation. So is a read in an
 * open transaction, which may see values that were invalidated long ago, or values that no other
 * session sees yet. Safe for use by many threads, limited by the number of its connections.
 */
public final class JdbiOrderQuery implements OrderQuery {

  private final PostgresJdbi jdbi;
  private final String findAll;
  private final String listByDue;
  private final String listByCreated;
  private final String count;
  private final String streamIds;

  /**
   * Reads through these connections.
   *
   * @param connections in autocommit mode, preferably {@link PostgresDataSources#pooled}; in
   *     another mode every read fails
   */
  public JdbiOrderQuery(DataSource connections, CachePlan plan, JdbcSettings settings) {
    this.jdbi = new PostgresJdbi(connections, settings);
    this.findAll = Sql.read("find-all", plan.table());
    this.listByDue = Sql.read("list-by-due", plan.table());
    this.listByCreated = Sql.read("list-by-created", plan.table());
    this.count = Sql.read("count", plan.table());
    this.streamIds = Sql.read("stream-ids", plan.table());
  }

  @Override
  public Map<OrderId, Answer<Optional<Order>>> findAll(Set<OrderId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    List<Long> values = ids.stream().map(OrderId::value).toList();
    Snapshot<List<Order>> found =
        read(
            handle ->
                handle
                    .createQuery(findAll)
                    .bindArray("ids", Long.class, values)
                    .scanResultSet(Sql.whole(OrderRows::snapshot)));
    Map<OrderId, Answer<Optional<Order>>> answers = new HashMap<>();
    ids.forEach(id -> answers.put(id, answer(Optional.empty(), found)));
    found.value().forEach(order -> answers.put(order.id(), answer(Optional.of(order), found)));
    return answers;
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    Cursor after = request.after();
    OffsetDateTime at =
        after == null ? OffsetDateTime.MIN : after.at().atOffset(ZoneOffset.UTC); // -infinity
    return read(
        handle -> {
          Snapshot<List<Order>> limitPlusOne =
              handle
                  .createQuery(request.sort() == OrderSort.DUE ? listByDue : listByCreated)
                  .bind("status", StatusArgument.of(request.status()))
                  .bind("at", at)
                  .bind("id", after == null ? -1 : after.id().value())
                  .bind("limit", request.limit() + 1)
                  .scanResultSet(Sql.whole(OrderRows::snapshot));
          return answer(OrderPage.of(request, limitPlusOne.value()), limitPlusOne);
        });
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return read(
        handle ->
            handle
                .createQuery(count)
                .bind("status", StatusArgument.of(status))
                .map(
                    (rows, context) ->
                        Answer.bypass(new Snapshot<>(rows.getLong(3), new OrderRows(rows).asOf())))
                .one());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The ids are those of one snapshot, which occupies a connection and a transaction until the
   * consumer has accepted the last of them.
   */
  @Override
  public void streamIds(Set<OrderStatus> statuses, Consumer<OrderId> consumer) {
    try (OrderIdCursor ids = new OrderIdCursor(jdbi)) {
      ids.open(streamIds, statuses);
      for (OrderId id = ids.next(); id != null; id = ids.next()) {
        consumer.accept(id);
      }
    }
  }

  private <R> R read(HandleCallback<R, RuntimeException> query) {
    try {
      return jdbi.withHandle(query);
    } catch (RuntimeException e) {
      throw new OrderQueryException("orders cannot be read: " + Reason.of(e), e);
    }
  }

  private static <V> Answer<V> answer(V value, Snapshot<?> read) {
    return Answer.bypass(new Snapshot<>(value, read.asOf()));
  }
}
