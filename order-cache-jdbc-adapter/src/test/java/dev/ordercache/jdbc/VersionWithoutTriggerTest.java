package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.Workflow.Transition;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** How the trigger is disabled. */
  enum Off {
    EACH("ALTER TABLE orders DISABLE TRIGGER ALL"),
    /** Each trigger has its ordinary mode, in which it does not fire in a replica's session. */
    FOR_REPLICAS(
        "ALTER TABLE orders ENABLE TRIGGER ALL;"
            + " DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica',"
            + " current_database()); END $$");

    private final String statement;

    Off(String statement) {
      this.statement = statement;
    }
  }

  /** Each connection has the current settings of the database. */
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

  /** The workflow allows each after itself, so that only the version prevents the second. */
  private List<JournalEntry> settleThreeQueuedAtOnce() {
    Workflow usual = Workflow.defaults();
    Set<Transition> transitions = new HashSet<>(usual.transitions());
    transitions.add(new Transition(STARTED, STARTED, false));
    CachePlan plan =
        CachePlan.builder().workflow(new Workflow(usual.statuses(), transitions)).build();
    JdbiStatusChangeInbox inbox =
        new JdbiStatusChangeInbox(connections, plan, DATABASE.settings(), QueueSettings.defaults());
    JdbiStatusChangeWork work =
        new JdbiStatusChangeWork(connections, plan, DATABASE.settings(), QueueSettings.defaults());
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Acceptance.Accepted.class, inbox.accept(change(STARTED), Duration.ZERO));
    }
    List<JournalEntry> settled = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      settled.addAll(work.settle(10));
    }
    return settled;
  }

  private static List<ChangeState> states(List<JournalEntry> entries) {
    return entries.stream().map(JournalEntry::state).toList();
  }

  @ParameterizedTest
  @EnumSource
  void ofThreeChangesThatWereQueuedAtOnceAndExpectTheSameVersionTheFirstIsMade(Off off) {
    DATABASE.execute(off.statement);

    List<JournalEntry> settled = settleThreeQueuedAtOnce();

    assertEquals(
        List.of(ChangeState.APPLIED, ChangeState.REJECTED, ChangeState.REJECTED), states(settled));
    assertEquals(List.of("MANUFACTURING_STARTED 2"), order());
  }

  /** The former result, when only the trigger raised the version. */
  @ParameterizedTest
  @EnumSource
  void theTwinWhoseVersionStaysMakesAllThree(Off off) {
    DATABASE.execute(off.statement);
    DATABASE.execute(
        "CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN NEW.version := OLD.version; RETURN NEW; END';"
            + " CREATE TRIGGER keep_version BEFORE UPDATE ON orders"
            + " FOR EACH ROW EXECUTE FUNCTION keep_version();"
            + " ALTER TABLE orders ENABLE ALWAYS TRIGGER keep_version");
    try {
      assertEquals(
          List.of(ChangeState.APPLIED, ChangeState.APPLIED, ChangeState.APPLIED),
          states(settleThreeQueuedAtOnce()));
      assertEquals(List.of("MANUFACTURING_STARTED 1"), order());
    } finally {
      DATABASE.execute("DROP FUNCTION keep_version() CASCADE");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatComesLaterAndExpectsTheSameVersionIsRefused(Off off) {
    DATABASE.execute(off.statement);
    JdbiStatusChangeInbox inbox =
        new JdbiStatusChangeInbox(
            connections, DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
    JdbiStatusChangeWork work =
        new JdbiStatusChangeWork(
            connections, DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
    assertInstanceOf(Acceptance.Accepted.class, inbox.accept(change(STARTED), Duration.ZERO));
    assertEquals(List.of(ChangeState.APPLIED), states(work.settle(10)));

    assertStale(inbox.accept(change(COMPLETED), Duration.ZERO));

    assertEquals(List.of("MANUFACTURING_STARTED 2"), order());
  }

  @ParameterizedTest
  @EnumSource
  void ofThreeSagasThatExpectTheSameVersionOneIsMade(Off off) {
    DATABASE.execute(off.statement);
    JdbiStatusChangeInbox inbox =
        new JdbiStatusChangeInbox(
            connections, DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());

    assertInstanceOf(
        Acceptance.Accepted.class, inbox.apply(change(STARTED), Recovery.RETRY_FORWARD));

    assertStale(inbox.apply(change(COMPLETED), Recovery.RETRY_FORWARD));
    assertStale(inbox.apply(change(COMPLETED), Recovery.RETRY_FORWARD));
    assertEquals(List.of("MANUFACTURING_STARTED 2"), order());
  }

  @ParameterizedTest
  @EnumSource
  void aCompensationRaisesTheVersionToo(Off off) {
    DATABASE.execute(off.statement);
    JdbiStatusChangeInbox inbox =
        new JdbiStatusChangeInbox(
            connections, DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
    JdbiStatusChangeCompletion completion =
        new JdbiStatusChangeCompletion(connections, DATABASE.plan(), DATABASE.settings());
    Acceptance made = inbox.apply(change(STARTED), Recovery.COMPENSATE);

    completion.compensate(((Acceptance.Accepted) made).entry().id());

    assertEquals(List.of("MANUFACTURING_APPROVED 3"), order());
  }
}
