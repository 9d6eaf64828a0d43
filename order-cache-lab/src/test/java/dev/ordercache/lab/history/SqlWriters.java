package dev.ordercache.lab.history;

import dev.ordercache.lab.OrdersDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * All writers that do not use the library: one updates one order or several in a transaction, one
 * changes hundreds of rows at once, and one deletes orders, empties the table, and inserts the
 * orders again under their ids.
 */
final class SqlWriters {

  private static final String RETURNING = " RETURNING id, product, version, status";
  private static final String ANY_STATUS =
      "(ARRAY['MANUFACTURING_APPROVED', 'MANUFACTURING_STARTED', 'MANUFACTURING_COMPLETED',"
          + " 'PACKAGING', 'SHIPPED'])[1 + (id * 7 + %d) %% 5]";
  private static final int BURST_EVERY_SECONDS = 4;
  private static final int ROUNDS_TO_TRUNCATE = 300;

  /** One writer's step: its statements, before their commit. */
  private interface Step {
    List<OrderState> write(Statement sql, Random random) throws SQLException;
  }

  private final OrdersDatabase postgres;
  private final int orders;
  private final Writes writes;
  private final AtomicInteger lives;
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong truncations = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean working = true;
  private volatile Throwable failure = new Throwable();
  private volatile boolean failed;

  /** Writers of the orders 1..orders, which record what they have committed. */
  SqlWriters(OrdersDatabase postgres, int orders, Writes writes, AtomicInteger lives) {
    this.postgres = postgres;
    this.orders = orders;
    this.writes = writes;
    this.lives = lives;
  }

  void start(long seed) {
    start("person", seed, 2, this::change);
    start("batch", seed + 1, 15, this::changeMany);
    start("clerk", seed + 2, 25, this::deleteAndInsert);
  }

  /** Stops all of them, with every order present. */
  void stop() throws InterruptedException {
    working = false;
    for (Thread thread : threads) {
      thread.join();
    }
    if (failed) {
      throw new IllegalStateException("a SQL writer failed", failure);
    }
  }

  void describe(Tally tally) {
    tally.count("writes: SQL transactions", transactions.get());
    tally.count("writes: rows changed by SQL", rows.get());
    tally.count("TRUNCATE", truncations.get());
  }

  private void start(String name, long seed, long pauseMillis, Step step) {
    Thread thread =
        new Thread(
            () -> {
              Random random = new Random(seed);
              try (Connection connection = connect()) {
                while (working) {
                  commit(connection, step, random);
                  LockSupport.parkNanos(
                      TimeUnit.MILLISECONDS.toNanos(1) * random.nextInt((int) pauseMillis * 2));
                }
                if (name.equals("clerk")) {
                  while (!commit(connection, this::insertMissing, random)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                  }
                }
              } catch (SQLException | RuntimeException e) {
                failure = e;
                failed = true;
              }
            },
            name);
    threads.add(thread);
    thread.start();
  }

  private Connection connect() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            postgres.database().url() + "?ApplicationName=people",
            postgres.database().user(),
            postgres.database().password());
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      sql.execute("SET lock_timeout = '1s'");
    }
    connection.commit();
    return connection;
  }

  /** A statement that fails has changed nothing; a commit does not fail. */
  private boolean commit(Connection connection, Step step, Random random) throws SQLException {
    List<OrderState> states;
    try (Statement sql = connection.createStatement()) {
      states = step.write(sql, random);
    } catch (SQLException e) {
      connection.rollback();
      return false;
    }
    long begin = System.nanoTime();
    connection.commit();
    long end = System.nanoTime();
    synchronized (writes) {
      states.forEach(state -> writes.committed(state, begin, end));
    }
    transactions.addAndGet(states.isEmpty() ? 0 : 1);
    rows.addAndGet(states.size());
    return true;
  }

  /** One order, often without a change of its status; or a few in one transaction. */
  private List<OrderState> change(Statement sql, Random random) throws SQLException {
    int few = random.nextInt(5) == 0 ? 2 + random.nextInt(4) : 1;
    List<OrderState> states = new ArrayList<>();
    int id = Hot.id(random, orders);
    for (int i = 0; i < few && id <= orders; i++, id += 1 + random.nextInt(9)) {
      String set =
          random.nextInt(3) == 0
              ? "priority = priority # 1"
              : "status = " + ANY_STATUS.formatted(random.nextInt(5));
      states.addAll(run(sql, "UPDATE orders SET " + set + " WHERE id = " + id + RETURNING));
    }
    return states;
  }

  /**
   * Up to all orders in one statement, from several statuses to several. They come in bursts,
   * because an order that changes all the time cannot be stale for long.
   */
  private List<OrderState> changeMany(Statement sql, Random random) throws SQLException {
    if (TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()) % BURST_EVERY_SECONDS != 0) {
      return List.of();
    }
    int parts = 1 + random.nextInt(4);
    return run(
        sql,
        "UPDATE orders SET status = "
            + ANY_STATUS.formatted(random.nextInt(5))
            + (" WHERE id % " + parts + " = " + random.nextInt(parts))
            + RETURNING);
  }

  /** Deletes an order; inserts it again in the same transaction or with the next step. */
  private List<OrderState> deleteAndInsert(Statement sql, Random random) throws SQLException {
    List<OrderState> entered = insertMissing(sql, random);
    if (!entered.isEmpty()) {
      return entered;
    }
    if (random.nextInt(ROUNDS_TO_TRUNCATE) == 0) {
      return truncate(sql);
    }
    int id = 1 + random.nextInt(orders);
    List<OrderState> states = new ArrayList<>();
    for (OrderState state : run(sql, "DELETE FROM orders WHERE id = " + id + RETURNING)) {
      states.add(state.deleted());
    }
    if (random.nextInt(3) == 0) {
      states.addAll(insertMissing(sql, random));
    }
    return states;
  }

  private List<OrderState> truncate(Statement sql) throws SQLException {
    sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
    List<OrderState> states = new ArrayList<>();
    for (OrderState state : run(sql, "SELECT id, product, version, status FROM orders")) {
      states.add(state.deleted());
    }
    sql.execute("TRUNCATE orders");
    truncations.incrementAndGet();
    return states;
  }

  /** Inserts all missing orders in one statement; their product is the number of their life. */
  private List<OrderState> insertMissing(Statement sql, Random random) throws SQLException {
    return run(
        sql,
        "INSERT INTO orders (id, number, status, customer, product, quantity, price, currency,"
            + " due_at) SELECT id, 'H-' || id, "
            + ANY_STATUS.formatted(random.nextInt(5))
            + ", 'c', '"
            + lives.incrementAndGet()
            + "', 1, 1, 'EUR', '2030-01-01Z'::timestamptz + id * interval '1 minute'"
            + (" FROM generate_series(1, " + orders + ") AS missing(id)")
            + " WHERE NOT EXISTS (SELECT FROM orders o WHERE o.id = missing.id)"
            + RETURNING);
  }

  private List<OrderState> run(Statement sql, String statement) throws SQLException {
    try (ResultSet found = sql.executeQuery(statement)) {
      return states(found);
    }
  }

  /** All orders in the table. */
  static List<OrderState> all(OrdersDatabase postgres) {
    try (Connection connection = postgres.connect();
        PreparedStatement sql =
            connection.prepareStatement("SELECT id, product, version, status FROM orders");
        ResultSet found = sql.executeQuery()) {
      return states(found);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<OrderState> states(ResultSet found) throws SQLException {
    List<OrderState> states = new ArrayList<>();
    while (found.next()) {
      states.add(
          OrderState.present(
              found.getInt(1),
              Integer.parseInt(found.getString(2)),
              found.getInt(3),
              found.getString(4)));
    }
    return states;
  }
}
