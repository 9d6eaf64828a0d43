package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The version and the time of an order's last change, as the trigger keeps them. */
class VersionTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.execute("UPDATE orders SET updated_at = '2020-01-01'");
  }

  private static boolean holds(String condition) {
    return DATABASE.query("SELECT " + condition + " FROM orders", Boolean.class).get(0);
  }

  private static long version() {
    return DATABASE.query("SELECT version FROM orders", Long.class).get(0);
  }

  @Test
  void everyChangeRaisesTheVersionByOne() {
    long before = version();

    DATABASE.execute("UPDATE orders SET status = 'SHIPPED'");
    DATABASE.execute("UPDATE orders SET priority = 7");
    DATABASE.execute("UPDATE orders SET priority = 7");

    assertEquals(before + 3, version());
  }

  @Test
  void aStatementCannotSetTheVersion() {
    long before = version();

    DATABASE.execute("UPDATE orders SET version = 1000");

    assertEquals(before + 1, version());
  }

  @Test
  void theTimeOfAChangeIsThatOfItsStatement() {
    DATABASE.execute("UPDATE orders SET status = 'SHIPPED'");

    assertTrue(holds("updated_at BETWEEN now() - interval '1 minute' AND now()"));
  }

  @Test
  void aTimeThatTheStatementSetsIsKept() {
    DATABASE.execute("UPDATE orders SET updated_at = '2021-02-03T04:05:06Z'");

    assertTrue(holds("updated_at = '2021-02-03T04:05:06Z'"));
  }
}
