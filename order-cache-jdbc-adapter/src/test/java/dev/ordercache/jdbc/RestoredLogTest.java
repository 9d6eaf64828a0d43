package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.relay.ChangeLog.Leadership;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A log that was dumped and restored has rows of transactions that do not exist in this database. A
 * relay must not count them as read because its predecessor has read further in another log.
 */
class RestoredLogTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final JdbiChangeLog log =
      new JdbiChangeLog(
          PostgresDataSources.unpooled(DATABASE.settings()), DATABASE.plan(), DATABASE.settings());

  @BeforeEach
  void restoreARowThatIsOlderThanTheFloor() {
    DATABASE.insert(1, 1, "PACKAGING");
    try (Leadership leader = log.lead().orElseThrow()) {
      leader.acknowledge(leader.poll(10), 1);
    }
    DATABASE.execute("DROP TABLE order_change");
    DATABASE.jdbi().useTransaction(Migrations::run);
    DATABASE.execute(
        "INSERT INTO order_change (tx, order_id, version, new_status)"
            + " VALUES ('5', 1, 1, 'PACKAGING')");
  }

  private int polled() {
    try (Leadership leader = log.lead().orElseThrow()) {
      return leader.poll(10).changes().size();
    }
  }

  @Test
  void itsRowsAreRead() {
    assertEquals(1, polled());
  }

  @Test
  void withTheFloorOfTheOtherLogTheyAreNot() {
    DATABASE.execute(
        """
        UPDATE order_relay_progress
        SET log = concat_ws('.', (SELECT system_identifier FROM pg_control_system()),
                            (SELECT oid FROM pg_database WHERE datname = current_database()),
                            'order_change'::regclass::oid)
        """);
    assertEquals(0, polled());
  }
}
