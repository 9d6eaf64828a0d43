package dev.ordercache.jdbc;

import dev.ordercache.Answer;
import dev.ordercache.Cursor;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.DatabaseUnderTest.QueuedChanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Uses the PostgreSQL adapters so that they execute every statement. */
final class EveryStatement implements AutoCloseable {

  /** How many orders one run uses; they are approved and have version 1. */
  static final int ORDERS = 10;

  private static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");
  private static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");
  private static final Pattern PART = Pattern.compile("\\$\\{([a-z-]+)\\.sql}");

  private final JdbcSettings settings;
  private final PostgresUnderTest database;
  private final QueuedChanges changes;
  private final Jdbi connections;
  private final MessageGroups groups;

  EveryStatement(JdbcSettings settings) {
    this.settings = settings;
    connections = TestDatabase.jdbiWithLongTimeouts(settings);
    groups = new MessageGroups(CachePlan.defaults(), settings, QueueSettings.defaults());
    database = new PostgresUnderTest(CachePlan.defaults(), settings);
    changes = database.queued(QueueSettings.defaults().withAttempts(1, Duration.ofMillis(1)));
  }

  /** The statements by the names of their resources, in {@link StatementPlan#normal} form. */
  static Map<String, String> statements(JdbcSettings settings) {
    Map<String, String> statements = new TreeMap<>();
    for (String name : resources().keySet()) {
      boolean session = name.equals("relay-session");
      String sql =
          session ? Sql.read(name, settings, false) : Sql.read(name, OrdersTable.defaults());
      statements.put(name, StatementPlan.normal(sql));
    }
    return statements;
  }

  /** The resources that are not part of another. */
  private static Map<String, String> resources() {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".sql")) {
          texts.put(name.replace(".sql", ""), Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String all = String.join("\n", texts.values());
    PART.matcher(all).results().forEach(part -> texts.remove(part.group(1)));
    return texts;
  }

  private static Path folder() {
    try {
      URI poll = Objects.requireNonNull(Sql.class.getResource("poll.sql")).toURI();
      return Path.of(poll.resolve("."));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Executes each at least once.
   *
   * @param first the lowest id of the orders
   */
  void run(long first) {
    read(first);
    queue(first);
    saga(first + 5);
    relay();
  }

  private void read(long first) {
    database.orders().findAll(Set.of(new OrderId(first), new OrderId(first + 1)));
    for (OrderSort sort : OrderSort.values()) {
      Answer<OrderPage> page = database.orders().list(PageRequest.first(APPROVED, sort, 2));
      Cursor after = page.value().next();
      if (after != null) {
        database.orders().list(new PageRequest(APPROVED, sort, 50, after));
      }
    }
    for (OrderStatus status : CachePlan.defaults().workflow().statuses()) {
      database.orders().count(status);
    }
    database.orders().streamIds(Set.of(APPROVED, STARTED), id -> {});
  }

  private void queue(long first) {
    accept(first);
    accept(first); // repeats the key
    changes.inbox().accept(submission(first, 0, "refused"), Duration.ZERO);
    changes.inbox().cancel(accept(first + 1));
    changes.work().backlog(1_000);
    changes.completion().finish(changes.work().settle(10));
    Runnable mended = database.breakUpdates(new OrderId(first + 2));
    accept(first + 2);
    changes.completion().finish(changes.work().settle(10));
    mended.run();
    accept(first + 3);
    connections.useTransaction(handle -> groups.postpone(handle, first + 3, "late"));
    changes.inbox().findAll(Set.of(1L, 2L));
    changes.work().unfinished(Duration.ZERO, 10);
    changes.work().tidy(Duration.ZERO, 1_000);
  }

  private void saga(long first) {
    changes.completion().compensate(applied(first));
    changes.completion().keep(applied(first + 1), null);
  }

  private long applied(long order) {
    return id(changes.inbox().apply(submission(order, 1, "saga"), Recovery.COMPENSATE));
  }

  private long accept(long order) {
    return id(changes.inbox().accept(submission(order, 1, "queue"), Duration.ZERO));
  }

  private static long id(Acceptance acceptance) {
    return ((Acceptance.Accepted) acceptance).entry().id();
  }

  private static Submission submission(long order, long version, String key) {
    return new Submission(
        new StatusChange(new OrderId(order), version, STARTED, null), "Ada", key + order);
  }

  private void relay() {
    try (JdbiChangeLog log =
        new JdbiChangeLog(PostgresDataSources.unpooled(settings), CachePlan.defaults(), settings)) {
      log.checkNamespace();
    }
    try (ChangeLog.Leadership leader = database.log().lead().orElseThrow()) {
      long seq = leader.term().acknowledged().seq();
      database.execute("UPDATE orders SET priority = priority WHERE id BETWEEN 971 AND 1000");
      leader.hasUnread();
      ChangeBatch batch = leader.poll(1); // too many rows for polls of one
      leader.acknowledge(batch, ++seq);
      database.log().backlog(100_000);
      do {
        batch = leader.poll(1_000);
        leader.acknowledge(batch, ++seq);
      } while (!batch.complete());
      database.execute("INSERT INTO order_log_closed DEFAULT VALUES");
      do {
        batch = leader.poll(1_000);
        leader.acknowledge(batch, ++seq);
      } while (!batch.complete());
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
