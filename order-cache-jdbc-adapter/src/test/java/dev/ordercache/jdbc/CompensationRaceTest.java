package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Saga;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 32 of the races: somebody else changes the order before a compensation has its turn. */
class CompensationRaceTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String THIRD = "MANUFACTURING_COMPLETED";

  private final JdbcSettings patient =
      DATABASE.settings().withTimeouts(Duration.ofSeconds(5), Duration.ofMinutes(1));
  private final HikariDataSource pool = PostgresDataSources.pooled(patient);
  private final JdbiSagaStore saga = new JdbiSagaStore(pool, patient, QueueSettings.defaults());
  private long change;

  @BeforeEach
  void takeAnOrder() {
    DATABASE.insert(1, 1, "MANUFACTURING_APPROVED");
    StatusChange take =
        new StatusChange(new OrderId(1), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
    Acceptance made = saga.apply(new Submission(take, "Ada", "key"), Saga.Recovery.COMPENSATE);
    change = ((Acceptance.Accepted) made).entry().id();
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  private static List<String> order() {
    return DATABASE.query("SELECT concat_ws(' ', status, version) FROM orders", String.class);
  }

  /** The third writer has changed the order, and commits while the compensation waits for it. */
  private static <T> T whileTheThirdWriterCommits(CompletableFuture<T> compensation, Handle third) {
    await()
        .until(
            () ->
                !DATABASE
                    .query("SELECT pid FROM pg_locks WHERE NOT granted", Integer.class)
                    .isEmpty());
    third.commit();
    return compensation.join();
  }

  @Test
  void withoutTheVersionWhatTheThirdWriterDidIsLost() {
    try (Handle third = DATABASE.jdbi().open()) {
      third.begin();
      third.execute("UPDATE orders SET status = ?", THIRD);

      whileTheThirdWriterCommits(
          Meanwhile.run(
              () -> DATABASE.execute("UPDATE orders SET status = 'MANUFACTURING_APPROVED'")),
          third);

      assertEquals(List.of("MANUFACTURING_APPROVED 4"), order());
    }
  }

  @Test
  void whatTheThirdWriterDidStays() {
    try (Handle third = DATABASE.jdbi().open()) {
      third.begin();
      third.execute("UPDATE orders SET status = ?", THIRD);

      JournalEntry entry =
          whileTheThirdWriterCommits(Meanwhile.supply(() -> saga.compensate(change)), third);

      assertEquals(ChangeState.SUPERSEDED, entry.state());
      assertEquals(List.of(THIRD + " 3"), order());
    }
  }
}
