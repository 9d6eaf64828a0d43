package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.OrdersTable;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While a session elsewhere is idle in a transaction, no dead row of the log can be removed, but no
 * statement of the relay reads them: counted in pages, since time depends on the machine.
 */
class OldSnapshotTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Pattern PAGES = Pattern.compile("\"Shared (?:Hit|Read) Blocks\": (\\d+)");
  private static final int ORDERS = 2_000;
  private static final int ROUNDS = 20;

  /**
   * Maximum number of pages that a statement may read: a few of each index and table that it uses,
   * mostly of the catalogue.
   */
  private static final int MAX_PAGES = 100;

  private static final String PAGES_OF_THE_LOG =
      "SELECT pg_relation_size('order_change') / current_setting('block_size')::int";

  /** The former poll. */
  private static final String VISIBLE_ROWS =
      "SELECT * FROM order_change ORDER BY tx, id LIMIT 1001";

  /** A poll from the oldest transaction that was in progress at the previous poll. */
  private static final String BEHIND_THE_OLDEST =
      "SELECT * FROM order_change WHERE tx >= pg_snapshot_xmin('%s'::pg_snapshot)"
          + " ORDER BY tx, id LIMIT 1001";

  /** The session that keeps the dead rows. */
  enum OldSession {
    SNAPSHOT("REPEATABLE READ", "SELECT count(*) FROM orders"),
    TRANSACTION("READ COMMITTED", "SELECT pg_current_xact_id()");

    private final String isolation;
    private final String statement;

    OldSession(String isolation, String statement) {
      this.isolation = isolation;
      this.statement = statement;
    }

    Handle open() {
      Handle handle = DATABASE.jdbi().open();
      handle.execute("BEGIN ISOLATION LEVEL " + isolation);
      handle.execute(statement);
      return handle;
    }
  }

  @ParameterizedTest
  @EnumSource
  void noStatementOfTheRelayReadsDeadRows(OldSession kind) {
    DATABASE.insert(1, ORDERS, "PACKAGING");
    try (Handle old = kind.open();
        JdbiChangeLog log =
            new JdbiChangeLog(
                PostgresDataSources.unpooled(DATABASE.settings()),
                DATABASE.plan(),
                DATABASE.settings());
        Leadership leader = log.lead().orElseThrow()) {
      relay(leader);
      for (int i = 0; i < ROUNDS; i++) {
        DATABASE.execute("UPDATE orders SET priority = priority + 1");
        relay(leader);
      }
      assertEquals(List.of(), DATABASE.logged());

      try (Handle session = DATABASE.jdbi().open()) {
        session.execute("SET enable_seqscan = off");
        int dead = DATABASE.query(PAGES_OF_THE_LOG, Integer.class).get(0);
        assertTrue(dead > 4 * MAX_PAGES, dead + " pages of dead rows");
        assertTrue(pages(explain(session, VISIBLE_ROWS)) > dead);
        int behindOldest = pages(explain(session, BEHIND_THE_OLDEST.formatted(floor())));
        assertEquals(kind == OldSession.TRANSACTION, behindOldest > dead);

        session.begin();
        assertFewPages(session);
        session.rollback();
      }
      DATABASE.execute("UPDATE orders SET priority = 0 WHERE id = 7");
      ChangeBatch batch = leader.poll(10);
      assertEquals(7, batch.changes().get(0).id().value());
      assertTrue(batch.complete());
      assertEquals(1, old.createQuery("SELECT 1").mapTo(Integer.class).one(), "still open");
    }
  }

  private static void relay(Leadership leader) {
    ChangeBatch batch;
    do {
      batch = leader.poll(1_000);
      leader.acknowledge(batch, 1);
    } while (!batch.complete());
  }

  private static String floor() {
    return DATABASE
        .query(
            "SELECT floor::text FROM order_relay_progress ORDER BY id DESC LIMIT 1", String.class)
        .get(0);
  }

  private static Query explain(Handle session, String sql) {
    return session.createQuery("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql);
  }

  private static void assertFewPages(Handle session) {
    OrdersTable table = DATABASE.plan().table();
    LogSnapshot floor = new LogSnapshot(floor());
    LogPlace place = LogPlace.behind(floor);
    long term = DATABASE.query("SELECT term FROM order_relay", Long.class).get(0);
    assertFewPages(
        "poll",
        explain(session, Sql.read("poll", table))
            .bindMap(place.parameters(1_001, null))
            .bind("triggers", ""));
    assertFewPages(
        "check", explain(session, Sql.read("log-has-rows")).bindMap(place.parameters(1, null)));
    assertFewPages(
        "unread",
        explain(session, Sql.read("unread-rows")).bindMap(place.parameters(20_001, null)));
    assertFewPages("backlog", explain(session, Sql.read("log-backlog")).bind("limit", 100_000));
    assertFewPages("election", explain(session, Sql.read("read-term", table)));
    assertFewPages(
        "deletion",
        explain(session, Sql.read("delete-skipped"))
            .bindMap(place.parameters(1_000, floor))
            .bind("term", term));
    assertFewPages(
        "acknowledgement",
        explain(session, Sql.read("acknowledge"))
            .bind("term", term)
            .bind("seq", 1L)
            .bind("log", "")
            .bind("floor", floor.text())
            .bind("previous", 0L)
            .bindArray("positions", Long.class, 1L)
            .bindArray("transactions", String.class, "5"));
  }

  private static void assertFewPages(String what, Query explained) {
    int pages = pages(explained);
    assertTrue(pages <= MAX_PAGES, what + " has read " + pages + " pages");
  }

  /** The pages of the whole statement, which are the first in the plan. */
  private static int pages(Query explained) {
    String plan = explained.mapTo(String.class).one();
    return PAGES
        .matcher(plan)
        .results()
        .limit(2)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }
}
