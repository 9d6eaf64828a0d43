package dev.ordercache.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.tck.DatabaseUnderTest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The adapters to PostgreSQL, and another writer of the same database. */
final class PostgresUnderTest implements DatabaseUnderTest {

  private static final String PUT =
      """
      INSERT INTO ${orders} (${id}, ${number}, ${status}, ${customer}, ${product}, ${quantity},
                             ${price}, ${currency}, ${priority}, ${assignee}, ${due_at}, ${created_at})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (${id}) DO UPDATE
      SET ${number} = excluded.${number}, ${status} = excluded.${status},
          ${customer} = excluded.${customer}, ${product} = excluded.${product},
          ${quantity} = excluded.${quantity}, ${price} = excluded.${price},
          ${currency} = excluded.${currency}, ${priority} = excluded.${priority},
          ${assignee} = excluded.${assignee}, ${due_at} = excluded.${due_at},
          ${created_at} = excluded.${created_at}
      """;

  private static final String BREAK =
      """
      CREATE FUNCTION break_%1$d() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'order %1$d cannot be updated'; END $$;
      CREATE TRIGGER break_%1$d BEFORE UPDATE ON ${orders}
          FOR EACH ROW WHEN (OLD.${id} = %1$d) EXECUTE FUNCTION break_%1$d()
      """;

  /** More than a contract uses at a time; each test opens as many. */
  private static final int POOL_SIZE = 4;

  private final CachePlan plan;
  private final JdbcSettings settings;
  private final OrdersTable table;
  private final HikariDataSource opened;
  private final DataSource pool;
  private final Jdbi writer;
  private final JdbiOrderQuery orders;
  private final JdbiChangeLog log;
  private final List<Handle> uncommitted = new ArrayList<>();
  private final Set<OrderId> broken = new HashSet<>();

  PostgresUnderTest(CachePlan plan, JdbcSettings settings) {
    this(
        plan,
        settings,
        PostgresDataSources.pooled(settings.withPoolSize(POOL_SIZE)),
        source -> source,
        PostgresDataSources.unpooled(settings));
  }

  /** With connections of the caller's. */
  PostgresUnderTest(
      CachePlan plan,
      JdbcSettings settings,
      HikariDataSource opened,
      UnaryOperator<DataSource> limits,
      DataSource direct) {
    this.plan = plan;
    this.settings = settings;
    table = plan.table();
    this.opened = opened;
    pool = limits.apply(opened);
    writer = TestDatabase.jdbiWithLongTimeouts(settings);
    orders = new JdbiOrderQuery(pool, plan, settings);
    log = new JdbiChangeLog(limits.apply(direct), plan, settings);
  }

  static PostgresUnderTest at(InetSocketAddress silentServer) {
    String url =
        "jdbc:postgresql://%s:%d/test"
            .formatted(silentServer.getAddress().getHostAddress(), silentServer.getPort());
    Duration second = Duration.ofSeconds(1);
    return new PostgresUnderTest(
        CachePlan.defaults(), JdbcSettings.of(url, "postgres", null).withTimeouts(second, second));
  }

  @Override
  public OrderQuery orders() {
    return orders;
  }

  @Override
  public ChangeLog log() {
    return log;
  }

  @Override
  public QueuedChanges queued(QueueSettings wanted) {
    return new QueuedChanges(
        new JdbiStatusChangeInbox(pool, plan, settings, wanted),
        new JdbiStatusChangeWork(pool, plan, settings, wanted),
        new JdbiStatusChangeCompletion(pool, plan, settings));
  }

  @Override
  public Set<Long> archived() {
    return writer.withHandle(
        handle ->
            handle.createQuery("SELECT id FROM status_change_archive").mapTo(Long.class).set());
  }

  @Override
  public void put(List<Order> values) {
    writer.useTransaction(handle -> put(handle, values));
  }

  @Override
  public Runnable putUncommitted(Order order) {
    Handle handle = writer.open();
    uncommitted.add(handle);
    handle.begin();
    put(handle, List.of(order));
    return () -> {
      handle.commit();
      handle.close();
    };
  }

  private void put(Handle handle, List<Order> values) {
    PreparedBatch batch = handle.prepareBatch(Sql.fill(PUT, table.placeholders()));
    for (Order order : values) {
      batch.add(
          order.id().value(),
          order.number(),
          order.status().name(),
          order.customer(),
          order.product(),
          order.quantity(),
          order.price(),
          order.currency(),
          order.priority(),
          order.assignee(),
          order.dueAt().atOffset(ZoneOffset.UTC),
          order.createdAt().atOffset(ZoneOffset.UTC));
    }
    batch.execute();
  }

  @Override
  public Runnable breakUpdates(OrderId id) {
    execute(BREAK.formatted(id.value()));
    broken.add(id);
    return () -> repair(id);
  }

  private void repair(OrderId id) {
    if (broken.remove(id)) {
      execute("DROP FUNCTION break_%d CASCADE".formatted(id.value()));
    }
  }

  @Override
  public void remove(OrderId id) {
    execute("DELETE FROM ${orders} WHERE ${id} = " + id);
  }

  @Override
  public void truncate() {
    execute("TRUNCATE ${orders}");
  }

  @Override
  public void depose() {
    execute("UPDATE order_relay SET term = term + 1");
  }

  void execute(String sql) {
    writer.useHandle(handle -> handle.execute(Sql.fill(sql, table.placeholders())));
  }

  @Override
  public void close() {
    log.close();
    opened.close();
    for (Handle handle : uncommitted) {
      handle.close(); // does nothing to those that were committed
    }
    List.copyOf(broken).forEach(this::repair);
  }
}
