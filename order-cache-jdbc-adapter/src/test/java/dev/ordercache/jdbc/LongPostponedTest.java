package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.LogRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A change that keeps failing for a reason that may not be its own. The changes of order 1 fail;
 * order 2 is another one.
 */
class LongPostponedTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @RegisterExtension final LogRecords log = new LogRecords(JdbiStatusChangeWork.class);

  private static final int ATTEMPTS = 3;
  private static final int AN_HOUR = 720;

  private final JdbcSettings database =
      DATABASE.settings().withTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(1));
  private final QueueSettings settings =
      QueueSettings.defaults().withAttempts(ATTEMPTS, Duration.ofMillis(1));
  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(DATABASE.pool(), CachePlan.defaults(), database, settings);
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(DATABASE.pool(), CachePlan.defaults(), database, settings);
  private final QueuedOrders orders = new QueuedOrders(DATABASE);

  @BeforeEach
  void enterTwoChangesOfOrder1() {
    orders.enter(1, 2);
    DATABASE.insert(2, 2, "MANUFACTURING_STARTED");
  }

  @AfterEach
  void dropOwnerTrigger() {
    DATABASE.execute("DROP FUNCTION IF EXISTS host_rule CASCADE");
  }

  /** Enters a change of order 2 that was applied and finished so long ago. */
  private static void anotherWasApplied(String ago) {
    DATABASE.execute(
"""
INSERT INTO status_change (order_id, to_status, expected_version, principal, idempotency_key,
                           state, published, before_status, after_status, applied_version, ended_at)
VALUES (2, 'MANUFACTURING_STARTED', 1, 'Bo', 'key', 'DONE', true, 'MANUFACTURING_APPROVED',
        'MANUFACTURING_STARTED', 2, now() - interval '%s')
"""
            .formatted(ago));
  }

  private static void postponed(int times) {
    DATABASE.execute("UPDATE status_change_group SET failures = " + times);
  }

  /** Settles as often as a change is tried, each time as soon as its group is due. */
  private List<JournalEntry> settleRepeatedly() {
    List<JournalEntry> settled = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS; i++) {
      DATABASE.execute("UPDATE status_change_group SET available_at = now()");
      settled.addAll(work.settle(1));
    }
    return settled;
  }

  private static int attempts() {
    return DATABASE.query("SELECT max(attempts) FROM status_change", Integer.class).get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42501 | RAISE 'denied' USING ERRCODE = 'insufficient_privilege';",
        "42703 | RAISE 'no column' USING ERRCODE = 'undefined_column';",
        "57014 | PERFORM pg_sleep(60);",
        "57P01 | PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60);"
      })
  void isGivenUpAfterAnHourInWhichOthersAreAppliedAndTheNextOfItsOrderIsTried(
      String state, String body) {
    OwnerTrigger.create(DATABASE, body);
    anotherWasApplied("10 seconds");
    postponed(AN_HOUR);

    List<JournalEntry> settled = settleRepeatedly();

    assertEquals(1, settled.size(), settled::toString);
    assertEquals(ChangeState.FAILED, settled.get(0).state());
    assertEquals(ATTEMPTS, settled.get(0).attempts());
    Refusal refusal = settled.get(0).refusal();
    String text = refusal instanceof Refusal.Failure given ? String.valueOf(given.text()) : "";
    assertTrue(text.contains("SQLSTATE " + state) || state.startsWith("57P"), text);
    assertEquals(
        List.of(0), DATABASE.query("SELECT failures FROM status_change_group", Integer.class));
    DATABASE.execute("DROP FUNCTION host_rule CASCADE");
    assertEquals(ChangeState.REJECTED, work.settle(1).get(0).state(), "it was behind the other");
  }

  @Test
  void isNotGivenUpBeforeAnHour() {
    OwnerTrigger.create(DATABASE, "RAISE 'denied' USING ERRCODE = 'insufficient_privilege';");
    anotherWasApplied("10 seconds");
    postponed(AN_HOUR - ATTEMPTS);

    assertEquals(List.of(), settleRepeatedly());
    assertEquals(0, attempts());
  }

  @Test
  void isNotGivenUpWhileNoOtherIsApplied() {
    OwnerTrigger.create(DATABASE, "RAISE 'denied' USING ERRCODE = 'insufficient_privilege';");
    anotherWasApplied("2 minutes");
    postponed(AN_HOUR);

    assertEquals(List.of(), settleRepeatedly());
    assertEquals(0, attempts());
  }

  @Test
  void isAppliedWhenTheReasonIsGone() {
    OwnerTrigger.create(DATABASE, "RAISE 'denied' USING ERRCODE = 'insufficient_privilege';");
    anotherWasApplied("10 seconds");
    postponed(AN_HOUR + ATTEMPTS);
    DATABASE.execute("UPDATE status_change_group SET available_at = now()");
    assertEquals(List.of(), work.settle(1));
    assertEquals(1, attempts());
    DATABASE.execute("DROP FUNCTION host_rule CASCADE");
    DATABASE.execute("UPDATE status_change_group SET available_at = now()");

    assertEquals(ChangeState.APPLIED, work.settle(1).get(0).state());
  }

  @Test
  void isLoggedOnceAlsoWhileOthersAreApplied() {
    OwnerTrigger.create(DATABASE, "RAISE 'denied' USING ERRCODE = 'insufficient_privilege';");
    DATABASE.insert(3, 5, "MANUFACTURING_APPROVED");
    for (int order = 3; order <= 5; order++) {
      DATABASE.execute("UPDATE status_change_group SET available_at = now()");
      assertEquals(List.of(), work.settle(1));
      DATABASE.execute("UPDATE status_change_group SET available_at = now() + interval '1 hour'");
      StatusChange other =
          new StatusChange(new OrderId(order), 1, new OrderStatus("MANUFACTURING_STARTED"), null);
      inbox.accept(new Submission(other, "Bo", "key-" + order), Duration.ZERO);
      assertEquals(1, work.settle(1).size());
    }

    assertEquals(1, log.size());
  }
}
