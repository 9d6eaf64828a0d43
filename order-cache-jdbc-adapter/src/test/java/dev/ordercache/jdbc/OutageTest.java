package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderQueryException;
import dev.ordercache.OrderStatus;
import dev.ordercache.invalidation.ChangeLog.ChangeLogException;
import dev.ordercache.invalidation.ChangeLog.Leadership;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the adapters when PostgreSQL stops, starts again, or is promoted. */
class OutageTest {

  private static final OrderStatus PACKAGING = new OrderStatus("PACKAGING");

  @TempDir Path folder;

  @Test
  void theSameObjectsServeAgainAfterARestart() {
    try (OwnServer server = new OwnServer(folder)) {
      JdbcSettings settings = server.settings();
      Jdbi admin = TestDatabase.patient(settings);
      admin.useTransaction(Migrations::run);
      server.stop();

      // made while the server is down
      try (HikariDataSource pool = PostgresDataSources.pooled(settings);
          JdbiChangeLog log = new JdbiChangeLog(PostgresDataSources.unpooled(settings), settings)) {
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
          assertEquals(leader.term().origin(), next.term().origin());
        }
      }
    }
  }

  /** What was committed and not replicated is lost then, so the cache must not be taken over. */
  @Test
  void aPromotedServerIsAnotherOriginFromItsFirstTermOn() {
    try (OwnServer server = new OwnServer(folder)) {
      JdbcSettings settings = server.settings();
      Jdbi admin = TestDatabase.patient(settings);
      admin.useTransaction(Migrations::run);
      try (JdbiChangeLog log =
          new JdbiChangeLog(PostgresDataSources.unpooled(settings), settings)) {
        Leadership before = log.lead().orElseThrow();
        before.close();
        server.stop();
        server.becomeStandby();
        server.start();
        assertThrows(ChangeLogException.class, log::lead, "a standby has no leader");

        admin.useHandle(handle -> handle.execute("SELECT pg_promote()"));

        try (Leadership after = log.lead().orElseThrow()) {
          assertNotEquals(before.term().origin(), after.term().origin());
        }
      }
    }
  }
}
