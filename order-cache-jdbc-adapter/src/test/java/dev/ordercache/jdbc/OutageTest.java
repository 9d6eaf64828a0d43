package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapters when PostgreSQL stops, starts again, or is promoted. */
class OutageTest {

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  @TempDir Path folder;

  private static JdbiChangeLog changeLog(OwnServer server) {
    JdbcSettings settings = server.longTimeoutSettings();
    return new JdbiChangeLog(
        PostgresDataSources.unpooled(settings), CachePlan.defaults(), settings);
  }

  @Test
  void theSameObjectsServeAgainAfterARestart() {
    try (OwnServer server = new OwnServer(folder)) {
      JdbcSettings settings = server.settings();
      Jdbi admin = TestDatabase.jdbiWithLongTimeouts(settings);
      admin.useTransaction(Migrations::run);
      server.stop();

      // created while the server is down
      try (HikariDataSource pool = PostgresDataSources.pooled(settings);
          JdbiChangeLog log = changeLog(server)) {
        JdbiOrderQuery orders = new JdbiOrderQuery(pool, CachePlan.defaults(), settings);
        assertThrows(OrderQueryException.class, () -> orders.count(PACKAGING));
        assertThrows(ChangeLogException.class, log::lead);

        server.start();
        await()
            .ignoreException(OrderQueryException.class)
            .until(() -> orders.count(PACKAGING).value() == 0);
        Leadership leader = log.lead().orElseThrow();

        server.stop();
        assertThrows(OrderQueryException.class, () -> orders.count(PACKAGING));
        assertThrows(ChangeLogException.class, () -> leader.poll(10));
        leader.close();

        server.start();
        admin.useHandle(handle -> TestDatabase.insert(handle, 1, 3, "PACKAGING"));
        await()
            .ignoreException(OrderQueryException.class)
            .until(() -> orders.count(PACKAGING).value() == 3);
        try (Leadership next = log.lead().orElseThrow()) {
          assertEquals(3, next.poll(10).changes().size());
          assertTrue(next.term().number() > leader.term().number());
        }
      }
    }
  }

  /** It may have been stopped to restore a snapshot, or have lost commits in a crash. */
  @Test
  void aRestartedServerIsAnotherOriginOfTheSameTableAndItsTermsGoOn() {
    try (OwnServer server = new OwnServer(folder)) {
      TestDatabase.jdbiWithLongTimeouts(server.settings()).useTransaction(Migrations::run);
      Term before = nextTerm(server);
      assertEquals(before.origin(), nextTerm(server).origin());
      server.stop();
      server.start();

      Term after = nextTerm(server);

      assertNotEquals(before.origin(), after.origin());
      assertNotEquals(before.owner(), after.owner());
      assertEquals(CacheOwner.tableOf(before.owner()), CacheOwner.tableOf(after.owner()));
      assertEquals(before.number() + 2, after.number());
    }
  }

  /** The server keeps running, but loses the commits not yet written, as no commit waits. */
  @Test
  void aServerWhoseBackendCrashedIsAnotherOrigin() throws Exception {
    try (OwnServer server = new OwnServer(folder)) {
      Jdbi admin = TestDatabase.jdbiWithLongTimeouts(server.settings());
      admin.useTransaction(Migrations::run);
      admin.useHandle(handle -> handle.execute("CHECKPOINT"));
      Term before = nextTerm(server);
      try (Handle backend = admin.open()) {
        int process = backend.createQuery("SELECT pg_backend_pid()").mapTo(Integer.class).one();
        new ProcessBuilder("kill", "-KILL", Integer.toString(process)).start().waitFor();
      }

      await()
          .ignoreException(ChangeLogException.class)
          .until(() -> !nextTerm(server).origin().equals(before.origin()));
    }
  }

  private static Term nextTerm(OwnServer server) {
    try (JdbiChangeLog log = changeLog(server);
        Leadership leader = log.lead().orElseThrow()) {
      return leader.term();
    }
  }

  /** Commits that were not replicated are lost then, so the cache must not be kept. */
  @Test
  void aPromotedServerIsAnotherOriginFromItsFirstTermOn() {
    try (OwnServer server = new OwnServer(folder)) {
      TestDatabase.jdbiWithLongTimeouts(server.settings()).useTransaction(Migrations::run);
      try (JdbiChangeLog log = changeLog(server)) {
        Leadership before = log.lead().orElseThrow();
        before.close();
        server.stop();
        server.becomeStandby();
        server.start();
        assertThrows(ChangeLogException.class, log::lead, "a standby has no leader");

        server.promote();

        try (Leadership after = log.lead().orElseThrow()) {
          assertNotEquals(before.term().origin(), after.term().origin());
        }
      }
    }
  }

  @Test
  void aRestartInTheMiddleOfAnAttemptUsesUpNone() {
    try (OwnServer server = new OwnServer(folder)) {
      JdbcSettings settings = server.settings();
      Jdbi admin = TestDatabase.jdbiWithLongTimeouts(settings);
      admin.useTransaction(Migrations::run);
      admin.useHandle(
          handle -> {
            TestDatabase.insert(handle, 1, 1, "MANUFACTURING_APPROVED");
            handle.execute(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$");
            handle.execute(
                "CREATE TRIGGER slow BEFORE UPDATE ON orders"
                    + " FOR EACH ROW EXECUTE FUNCTION slow()");
          });
      QueueSettings once = QueueSettings.defaults().withAttempts(1, Duration.ofMillis(1));
      try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
        JdbiStatusChangeInbox inbox =
            new JdbiStatusChangeInbox(pool, CachePlan.defaults(), settings, once);
        JdbiStatusChangeWork work =
            new JdbiStatusChangeWork(pool, CachePlan.defaults(), settings, once);
        StatusChange change =
            new StatusChange(new OrderId(1), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
        inbox.accept(new Submission(change, "Ada", "key"), Duration.ZERO);
        CompletableFuture<List<JournalEntry>> settling = Meanwhile.supply(() -> work.settle(1));
        await()
            .until(
                () ->
                    admin.withHandle(
                        handle ->
                            handle
                                    .createQuery(
                                        "SELECT count(*) FROM pg_stat_activity"
                                            + " WHERE wait_event = 'PgSleep'")
                                    .mapTo(Integer.class)
                                    .one()
                                > 0));

        server.stop();
        assertThrows(CompletionException.class, settling::join);
        server.start();
        admin.useHandle(handle -> handle.execute("DROP FUNCTION slow CASCADE"));

        List<JournalEntry> settled = new ArrayList<>();
        await()
            .ignoreException(StatusChangeException.class)
            .until(() -> settled.addAll(work.settle(1)));
        assertEquals(ChangeState.APPLIED, settled.get(0).state());
        assertEquals(0, settled.get(0).attempts());
      }
    }
  }
}
