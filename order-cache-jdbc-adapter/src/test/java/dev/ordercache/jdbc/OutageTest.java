package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.ChangeLog.ChangeLogException;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import dev.ordercache.invalidation.ChangeLog.Term;
import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the adapters when PostgreSQL stops, starts again, or is promoted. */
class OutageTest {

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  @TempDir Path folder;

  private static JdbiChangeLog changeLog(OwnServer server) {
    JdbcSettings settings = server.patientSettings();
    return new JdbiChangeLog(PostgresDataSources.unpooled(settings), settings);
  }

  @Test
  void theSameObjectsServeAgainAfterARestart() {
    try (OwnServer server = new OwnServer(folder)) {
      JdbcSettings settings = server.settings();
      Jdbi admin = TestDatabase.patient(settings);
      admin.useTransaction(Migrations::run);
      server.stop();

      // made while the server is down
      try (HikariDataSource pool = PostgresDataSources.pooled(settings);
          JdbiChangeLog log = changeLog(server)) {
        JdbiOrderQuery orders = new JdbiOrderQuery(pool, settings);
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

  /** It may have been stopped to put back a snapshot of it, or have lost commits in a crash. */
  @Test
  void aRestartedServerIsAnotherOriginAndItsTermsGoOn() {
    try (OwnServer server = new OwnServer(folder)) {
      TestDatabase.patient(server.settings()).useTransaction(Migrations::run);
      Term before = nextTerm(server);
      assertEquals(before.origin(), nextTerm(server).origin());
      server.stop();
      server.start();

      Term after = nextTerm(server);

      assertNotEquals(before.origin(), after.origin());
      assertEquals(before.number() + 2, after.number());
    }
  }

  /** The server survives it, but not the commits that were not written yet: it waits for none. */
  @Test
  void aServerWhoseBackendCrashedIsAnotherOrigin() throws Exception {
    try (OwnServer server = new OwnServer(folder)) {
      Jdbi admin = TestDatabase.patient(server.settings());
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

  /** What was committed and not replicated is lost then, so the cache must not be taken over. */
  @Test
  void aPromotedServerIsAnotherOriginFromItsFirstTermOn() {
    try (OwnServer server = new OwnServer(folder)) {
      TestDatabase.patient(server.settings()).useTransaction(Migrations::run);
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
}
