package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.ChangeState;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.Saga;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While the trigger that raises versions does not fire, a status change raises the order's itself.
 */
class VersionWithoutTriggerTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");
  private static final OrderStatus COMPLETED = new OrderStatus("MANUFACTURING_COMPLETED");

  /** How the trigger is switched off. */
  enum Off {
    EACH("ALTER TABLE orders DISABLE TRIGGER ALL"),
    /** And each in its ordinary mode, in which it does not fire in a replica's session. */
    FOR_REPLICAS(
        "ALTER TABLE orders ENABLE TRIGGER ALL;"
            + " DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica',"
            + " current_database()); END $$");

    private final String statement;

    Off(String statement) {
      this.statement = statement;
    }
  }

  /** Each with the settings of the database as they are now. */
  private final DataSource connections = PostgresDataSources.unpooled(DATABASE.settings());

  private int keys;

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "MANUFACTURING_APPROVED");
  }

  @AfterEach
  void switchOn() {
    DATABASE.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET session_replication_role',"
            + " current_database()); END $$");
    DATABASE.jdbi().useTransaction(Migrations::run);
  }

  /** A change that expects the first version. */
  private Submission change(OrderStatus to) {
    return new Submission(new StatusChange(new OrderId(1), 1, to, null), "Ada", "key-" + ++keys);
  }

  private static List<String> order() {
    return DATABASE.query("SELECT concat_ws(' ', status, version) FROM orders", String.class);
  }

  private static void assertStale(Acceptance acceptance) {
    assertEquals(new Acceptance.Refused(new Refusal.StaleVersion(STARTED, 2)), acceptance);
  }

  @ParameterizedTest
  @EnumSource
  void ofThreeQueuedChangesThatExpectTheSameVersionOneIsMade(Off off) {
    DATABASE.execute(off.statement);
    JdbiStatusChangeQueue queue =
        new JdbiStatusChangeQueue(connections, DATABASE.settings(), QueueSettings.defaults());

    assertInstanceOf(Acceptance.Accepted.class, queue.accept(change(STARTED), Duration.ZERO));
    List<JournalEntry> settled = queue.settle(10);
    assertEquals(ChangeState.APPLIED, settled.get(0).state());

    assertStale(queue.accept(change(COMPLETED), Duration.ZERO));
    assertStale(queue.accept(change(COMPLETED), Duration.ZERO));
    assertEquals(List.of("MANUFACTURING_STARTED 2"), order());
  }

  @ParameterizedTest
  @EnumSource
  void ofThreeSagasThatExpectTheSameVersionOneIsMade(Off off) {
    DATABASE.execute(off.statement);
    JdbiSagaStore sagas =
        new JdbiSagaStore(connections, DATABASE.settings(), QueueSettings.defaults());

    assertInstanceOf(
        Acceptance.Accepted.class, sagas.apply(change(STARTED), Saga.Recovery.RETRY_FORWARD));

    assertStale(sagas.apply(change(COMPLETED), Saga.Recovery.RETRY_FORWARD));
    assertStale(sagas.apply(change(COMPLETED), Saga.Recovery.RETRY_FORWARD));
    assertEquals(List.of("MANUFACTURING_STARTED 2"), order());
  }

  @ParameterizedTest
  @EnumSource
  void aCompensationRaisesTheVersionToo(Off off) {
    DATABASE.execute(off.statement);
    JdbiSagaStore sagas =
        new JdbiSagaStore(connections, DATABASE.settings(), QueueSettings.defaults());
    Acceptance made = sagas.apply(change(STARTED), Saga.Recovery.COMPENSATE);

    sagas.compensate(((Acceptance.Accepted) made).entry().id());

    assertEquals(List.of("MANUFACTURING_APPROVED 3"), order());
  }
}
