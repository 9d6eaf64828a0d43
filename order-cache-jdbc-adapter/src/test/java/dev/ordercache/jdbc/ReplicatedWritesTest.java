package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.jdbc.TestDatabase.Logged;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Writers with {@code session_replication_role = replica}, which switches ordinary triggers off:
 * restores and other tools, and the logical replication of PostgreSQL itself, which also fires no
 * statement triggers. Each of their changes is logged once.
 */
class ReplicatedWritesTest {

  @RegisterExtension static final TestDatabase PUBLISHER = new TestDatabase();
  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static List<Logged> loggedAsReplica(String sql) {
    DATABASE.clearLog();
    DATABASE
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("SET session_replication_role = replica");
              handle.execute(sql);
            });
    return DATABASE.logged();
  }

  @Test
  void aReplicasStatementsAreLoggedLikeAnyOther() {
    DATABASE.insert(1, 1, "PACKAGING");

    assertEquals(
        List.of(new Logged(1L, "PACKAGING", "SHIPPED", 2L)),
        loggedAsReplica("UPDATE orders SET status = 'SHIPPED'"));
    assertEquals(
        List.of(new Logged(1L, "SHIPPED", null, 2L), new Logged(2L, null, "SHIPPED", 3L)),
        loggedAsReplica("UPDATE orders SET id = 2"));
    assertEquals(
        List.of(new Logged(2L, "SHIPPED", null, 3L)), loggedAsReplica("DELETE FROM orders"));
    assertEquals(List.of(new Logged(null, null, null, null)), loggedAsReplica("TRUNCATE orders"));
  }

  @Test
  void aReplicasInsertionIsLogged() {
    DATABASE
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("SET session_replication_role = replica");
              TestDatabase.insert(handle, 1, 1, "PACKAGING");
            });

    assertEquals(List.of(new Logged(1L, null, "PACKAGING", 1L)), DATABASE.logged());
  }

  @Test
  void whatLogicalReplicationAppliesIsLogged() {
    PUBLISHER.insert(1, 2, "PACKAGING");
    try (Handle publisher = PUBLISHER.jdbi().open();
        Handle subscriber = DATABASE.jdbi().open()) {
      subscribe(publisher, subscriber);
      try {
        await().until(() -> DATABASE.logged().size() == 2); // the initial copy
        DATABASE.clearLog();

        PUBLISHER.execute("UPDATE orders SET status = 'SHIPPED' WHERE id = 1");
        PUBLISHER.execute("DELETE FROM orders WHERE id = 2");
        PUBLISHER.insert(3, 3, "CLOSED");
        PUBLISHER.execute("TRUNCATE orders");

        List<Logged> expected =
            List.of(
                new Logged(1L, "PACKAGING", "SHIPPED", 2L),
                new Logged(2L, "PACKAGING", null, 1L),
                new Logged(3L, null, "CLOSED", 1L),
                new Logged(null, null, null, null));
        await().untilAsserted(() -> assertEquals(expected, DATABASE.logged()));
      } finally {
        subscriber.execute("DROP SUBSCRIPTION orders");
        publisher.execute("DROP PUBLICATION orders");
      }
    }
  }

  /** The slot is made by hand: within one server, CREATE SUBSCRIPTION would wait for itself. */
  private static void subscribe(Handle publisher, Handle subscriber) {
    publisher.execute("CREATE PUBLICATION orders FOR TABLE orders");
    publisher.execute("SELECT pg_create_logical_replication_slot('orders', 'pgoutput')");
    String url = PUBLISHER.settings().url();
    String port = url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/'));
    String name = url.substring(url.lastIndexOf('/') + 1);
    subscriber.execute(
        "CREATE SUBSCRIPTION orders CONNECTION 'host=localhost port=%s dbname=%s user=postgres'"
                .formatted(port, name)
            + " PUBLICATION orders WITH (create_slot = false, slot_name = orders)");
  }
}
