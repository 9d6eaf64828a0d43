package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While a trigger is disabled, changes are not logged: the leader must notice. */
class ModifiedTriggersTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final String OFF = "ALTER TABLE orders DISABLE TRIGGER order_log_update";
  private static final String ON = "ALTER TABLE orders ENABLE TRIGGER order_log_update";

  private final JdbiChangeLog log =
      new JdbiChangeLog(
          PostgresDataSources.unpooled(DATABASE.settings()), DATABASE.plan(), DATABASE.settings());

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.clearLog();
  }

  @AfterEach
  void repair() {
    log.close();
    DATABASE.jdbi().useTransaction(Migrations::run);
  }

  private static void changeUnlogged() {
    DATABASE
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute(OFF);
              handle.execute("UPDATE orders SET status = 'SHIPPED'");
              handle.execute(ON);
            });
  }

  private static void assertTriggersNamed(ChangeLogException e) {
    assertTrue(String.valueOf(e.getMessage()).contains("trigger"), e.getMessage());
  }

  /** What a poll without the triggers' fingerprint finds. */
  private static List<Long> rows() {
    return DATABASE.query("SELECT id FROM order_change", Long.class);
  }

  @Test
  void aChangeMadeWhileOneIsOffEndsTheTermAndTheNextIsOfAnotherOrigin() {
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
      assertTrue(leader.poll(10).complete());

      changeUnlogged();

      assertEquals(List.of(), rows(), "the unprotected poll finds nothing");
      assertTriggersNamed(assertThrows(ChangeLogException.class, () -> leader.poll(10)));
    }
    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin());
      assertTrue(next.poll(10).complete());
    }
  }

  @Test
  void aChangeMadeWhileNoRelayLeadsGivesAnotherOrigin() {
    String origin;
    try (Leadership leader = log.lead().orElseThrow()) {
      origin = leader.term().origin();
    }

    changeUnlogged();

    try (Leadership next = log.lead().orElseThrow()) {
      assertNotEquals(origin, next.term().origin());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OFF,
        "DROP TRIGGER order_log_insert ON orders",
        "ALTER TABLE orders DISABLE TRIGGER ALL",
        "ALTER TABLE orders ENABLE TRIGGER ALL",
        "ALTER TABLE orders ENABLE REPLICA TRIGGER order_log_delete"
      })
  void aTriggerThatDoesNotAlwaysFireEndsTheTermAndNoneFollows(String alter) {
    try (Leadership leader = log.lead().orElseThrow()) {
      DATABASE.execute(alter);

      assertTriggersNamed(assertThrows(ChangeLogException.class, () -> leader.poll(10)));
    }
    assertTriggersNamed(assertThrows(ChangeLogException.class, log::lead));
  }

  @Test
  void anotherTriggerOfTheTableIsIgnored() {
    DATABASE.execute(
        "CREATE TRIGGER other BEFORE UPDATE ON orders"
            + " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()");
    try (Leadership leader = log.lead().orElseThrow()) {
      DATABASE.execute("ALTER TABLE orders DISABLE TRIGGER other");
      assertTrue(leader.poll(10).complete());
    } finally {
      DATABASE.execute("DROP TRIGGER other ON orders");
    }
  }
}
