package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.tck.LogRecords;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A worker that is the victim of a deadlock: it has locked the order and waits for a row that is
 * locked by another transaction, which waits for the order. The worker then applies the change
 * alone; applying it with others has failed.
 */
class DeadlockTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @RegisterExtension final LogRecords log = new LogRecords(JdbiStatusChangeWork.class);

  private final QueueSettings settings =
      QueueSettings.defaults().withAttempts(3, Duration.ofMillis(1));
  private final QueuedOrders orders = new QueuedOrders(DATABASE);

  @BeforeEach
  void enterOneChange() {
    orders.enter(1, 1);
    DATABASE.execute(
        """
        CREATE TABLE held AS SELECT 1 AS id;
        CREATE SEQUENCE tries;
        CREATE FUNCTION host_rule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('tries') = 1 THEN
                RAISE 'not with others';
            END IF;
            WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted) LOOP
                PERFORM pg_sleep(0.01);
            END LOOP;
            PERFORM FROM held FOR UPDATE;
            RETURN NEW;
        END $$;
        CREATE TRIGGER host BEFORE UPDATE ON orders FOR EACH ROW
            WHEN (NEW.product = OLD.product) EXECUTE FUNCTION host_rule()
        """);
  }

  @AfterEach
  void dropOwnerTrigger() {
    DATABASE.execute("DROP FUNCTION host_rule CASCADE; DROP TABLE held; DROP SEQUENCE tries");
  }

  /** How many attempts a deadlock has used up. */
  private int attemptsUsedUp(Predicate<Failure> isOwn) {
    HikariConfig copy = new HikariConfig();
    DATABASE.pool().copyStateTo(copy);
    copy.setConnectionInitSql("SET deadlock_timeout = '20ms'");
    try (HikariDataSource quick = new HikariDataSource(copy);
        Handle others = DATABASE.jdbi().open()) {
      JdbiStatusChangeWork victim =
          new JdbiStatusChangeWork(quick, DATABASE.plan(), DATABASE.settings(), settings, isOwn);
      others.begin();
      others.execute("SET LOCAL deadlock_timeout = '1min'");
      others.execute("SELECT FROM held FOR UPDATE");
      CompletableFuture<List<JournalEntry>> settling = Meanwhile.supply(() -> victim.settle(1));
      await()
          .until(
              () ->
                  !DATABASE
                      .query(
                          "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
                          Integer.class)
                      .isEmpty());
      others.execute("UPDATE orders SET product = 'Wheel' WHERE id = 1");
      assertEquals(List.of(), settling.join());
      others.rollback();
    }
    return DATABASE.query("SELECT attempts FROM status_change", Integer.class).get(0);
  }

  @Test
  void usesUpNoAttemptAndTheChangeIsAppliedAfterwards() {
    assertEquals(0, attemptsUsedUp(Failure::own));
    assertTrue(
        log.stream()
            .anyMatch(record -> List.of(record.getParameters()).toString().contains("40P01")),
        log::toString);
    JdbiStatusChangeWork work =
        new JdbiStatusChangeWork(DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), settings);
    DATABASE.execute("DROP TRIGGER host ON orders");
    await().until(() -> !work.settle(1).isEmpty());
    assertEquals(1, orders.count("APPLIED"));
  }

  @Test
  void theTwinThatCountsEveryFailureUsesUpAnAttempt() {
    assertEquals(1, attemptsUsedUp(any -> true));
  }
}
