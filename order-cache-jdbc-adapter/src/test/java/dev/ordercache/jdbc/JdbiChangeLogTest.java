package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Elections, and their sessions. */
class JdbiChangeLogTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final JdbcSettings SETTINGS = DATABASE.settings();
  private static final Duration IDLE = Duration.ofSeconds(3);

  private final JdbiChangeLog log = changeLog(SETTINGS);
  private final JdbiChangeLog other = changeLog(SETTINGS);
  private final JdbiChangeLog shortTimeout = changeLog(SETTINGS.withLeaderIdleTimeout(IDLE));

  private static JdbiChangeLog changeLog(JdbcSettings settings) {
    return new JdbiChangeLog(
        PostgresDataSources.unpooled(settings), CachePlan.defaults(), settings);
  }

  @AfterEach
  void close() {
    log.close();
    other.close();
    shortTimeout.close();
    // a session that was terminated releases its lock a little later
    await().pollDelay(Duration.ZERO).until(() -> leaders().isEmpty());
  }

  /** The sessions that have a leader's lock. */
  private static List<Integer> leaders() {
    return DATABASE.query(
        "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            + " WHERE datname = current_database() AND locktype = 'advisory' AND granted",
        Integer.class);
  }

  private static List<Integer> waiting() {
    return DATABASE.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            + " AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()",
        Integer.class);
  }

  private static void end(int session) {
    DATABASE.execute("SELECT pg_terminate_backend(" + session + ")");
  }

  @Test
  void aLeaderThatDoesNothingForTooLongIsFollowedByAnother() {
    Leadership paused = shortTimeout.lead().orElseThrow();

    Leadership next = await().until(other::lead, Optional::isPresent).orElseThrow();

    assertThrows(ChangeLogException.class, () -> paused.poll(10));
    assertTrue(next.term().number() > paused.term().number());
    assertEquals(next.term().origin(), paused.term().origin());
    paused.close();
    next.close();
  }

  @Test
  void aLeaderThatKeepsPollingKeepsLeading() {
    try (Leadership leader = shortTimeout.lead().orElseThrow()) {
      await()
          .during(IDLE.plusSeconds(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> leader.poll(10).complete() && other.lead().isEmpty());
    }
  }

  @Test
  void aRelayInWaitingKeepsItsConnection() {
    try (Leadership leader = log.lead().orElseThrow()) {
      assertEquals(Optional.empty(), other.lead());
      List<Integer> session = waiting();
      assertEquals(1, session.size());

      assertEquals(Optional.empty(), other.lead());

      assertEquals(session, waiting());
      assertEquals(0, leader.poll(10).positions().size());
    }
  }

  @Test
  void aRelayInWaitingWhoseSessionHasEndedConnectsAgain() {
    Leadership leader = log.lead().orElseThrow();
    assertEquals(Optional.empty(), other.lead());
    leader.close();
    end(waiting().get(0));
    await().until(() -> waiting().isEmpty());

    other.lead().orElseThrow().close();
  }

  @Test
  void aLeaderWhoseSessionIsEndedGetsTheLogsException() {
    DATABASE.insert(1, 1, "PACKAGING");
    try (Leadership leader = log.lead().orElseThrow()) {
      ChangeBatch batch = leader.poll(10);
      end(leaders().get(0));

      assertThrows(ChangeLogException.class, () -> leader.acknowledge(batch, 1));
    }
    assertEquals(1, DATABASE.logged().size());
  }

  @Test
  void aServerThatFallsSilentFailsThePollInFiniteTime() throws Exception {
    assertFailsInFiniteTime(leader -> leader.poll(10));
  }

  @Test
  void aSilentServerFailsTheCheckInFiniteTime() throws Exception {
    assertFailsInFiniteTime(Leadership::hasUnread);
  }

  private static void assertFailsInFiniteTime(Consumer<Leadership> call) throws Exception {
    Leadership leader = changeLog(DATABASE.shortTimeoutSettings()).lead().orElseThrow();
    String session = Integer.toString(leaders().get(0));
    signal("-STOP", session);
    try {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> assertThrows(ChangeLogException.class, () -> call.accept(leader)));
    } finally {
      signal("-CONT", session);
      leader.close();
    }
  }

  private static void signal(String signal, String process) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", signal, process).start().waitFor());
  }

  @Test
  void ofTwoSchemasOfADatabaseEachHasItsOwnLeader() {
    DATABASE.execute("CREATE SCHEMA plant");
    JdbcSettings plant =
        TestDatabase.withLongTimeouts(
            JdbcSettings.of(SETTINGS.url() + "?currentSchema=plant", SETTINGS.user(), null));
    try (JdbiChangeLog plantLog = changeLog(plant);
        Leadership leader = log.lead().orElseThrow()) {
      assertThrows(ChangeLogException.class, plantLog::lead);
      DATABASE
          .jdbi()
          .useTransaction(
              handle -> {
                handle.execute("SET LOCAL search_path = plant");
                Migrations.run(handle);
              });

      try (Leadership plantLeader = plantLog.lead().orElseThrow()) {
        assertNotEquals(leader.term().origin(), plantLeader.term().origin());
        assertNotEquals(leader.term().owner(), plantLeader.term().owner());
        String owner = plantLog.owner().name().orElseThrow();
        assertTrue(owner.matches(".*/plant/orders@[0-9]{16}"), owner);
        DATABASE.insert(1, 1, "PACKAGING");
        assertEquals(0, plantLeader.poll(10).positions().size());
        assertEquals(1, leader.poll(10).positions().size());
      }
    }
  }

  @Test
  void aClosedLogOpensNoConnection() {
    AtomicInteger opened = new AtomicInteger();
    PGSimpleDataSource counting =
        new PGSimpleDataSource() {
          private static final long serialVersionUID = 1;

          @Override
          public Connection getConnection(String user, String password) throws SQLException {
            opened.incrementAndGet();
            return super.getConnection(user, password);
          }
        };
    counting.setUrl(SETTINGS.url());
    counting.setUser(SETTINGS.user());
    JdbiChangeLog closed = new JdbiChangeLog(counting, CachePlan.defaults(), SETTINGS);
    try (Leadership leader = log.lead().orElseThrow()) {
      assertEquals(Optional.empty(), closed.lead());
      assertEquals(0, closed.backlog(1).unread());
      closed.close();
      int before = opened.get();

      assertThrows(ChangeLogException.class, closed::lead);
      assertThrows(ChangeLogException.class, () -> closed.backlog(1));
      closed.owner().refresh();

      assertEquals(2, before);
      await().during(Duration.ofMillis(200)).until(() -> opened.get() == before);
      assertEquals(0, leader.poll(10).positions().size());
    }
  }

  @Test
  void noRelayLeadsWhileATriggerIsDisabled() {
    DATABASE.execute("ALTER TABLE orders DISABLE TRIGGER order_log_update");
    try {
      ChangeLogException e = assertThrows(ChangeLogException.class, log::lead);
      assertTrue(String.valueOf(e.getMessage()).contains("trigger"), e.getMessage());
    } finally {
      DATABASE.execute("ALTER TABLE orders ENABLE TRIGGER order_log_update");
    }
    log.lead().orElseThrow().close();
  }
}
