package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.jdbc.TestDatabase.Logged;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log is written in the writer's transaction, but not with the writer's privileges. */
class LoggedWritersTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @BeforeEach
  void enterAnOrder() {
    DATABASE.insert(1, 1, "PACKAGING");
    DATABASE.clearLog();
  }

  @Test
  void allChangesOfATransactionAreLoggedUnderItsName() {
    String transaction =
        DATABASE
            .jdbi()
            .inTransaction(
                handle -> {
                  handle.execute("UPDATE orders SET status = 'SHIPPED'");
                  TestDatabase.insert(handle, 2, 2, "PACKAGING");
                  handle.execute("UPDATE orders SET status = 'CLOSED' WHERE id = 1");
                  handle.execute("DELETE FROM orders WHERE id = 2");
                  return handle
                      .createQuery("SELECT pg_current_xact_id()::text")
                      .mapTo(String.class)
                      .one();
                });

    assertEquals(
        List.of(
            new Logged(1L, "PACKAGING", "SHIPPED", 2L),
            new Logged(2L, null, "PACKAGING", 1L),
            new Logged(1L, "SHIPPED", "CLOSED", 3L),
            new Logged(2L, "PACKAGING", null, 1L)),
        DATABASE.logged());
    assertEquals(Set.of(transaction), transactions());
  }

  @Test
  void whatIsRolledBackIsNotLogged() {
    DATABASE
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("UPDATE orders SET status = 'SHIPPED'");
              handle.savepoint("before");
              handle.execute("UPDATE orders SET status = 'CLOSED'");
              handle.rollbackToSavepoint("before");
            });
    assertEquals(List.of(new Logged(1L, "PACKAGING", "SHIPPED", 2L)), DATABASE.logged());

    DATABASE.clearLog();
    DATABASE
        .jdbi()
        .useHandle(
            handle -> {
              handle.begin();
              handle.execute("UPDATE orders SET status = 'CLOSED'");
              handle.rollback();
            });
    assertEquals(List.of(), DATABASE.logged());
  }

  @Test
  void aRoleWithoutRightsOnTheLogIsLogged() {
    DATABASE.execute("CREATE ROLE clerk; GRANT SELECT, UPDATE ON orders TO clerk");

    DATABASE
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("SET ROLE clerk");
              handle.execute("UPDATE orders SET status = 'SHIPPED'");
              assertThrows(JdbiException.class, () -> handle.execute("DELETE FROM order_change"));
            });

    assertEquals(List.of(new Logged(1L, "PACKAGING", "SHIPPED", 2L)), DATABASE.logged());
  }

  @Test
  void aTemporaryTableDoesNotReplaceTheLog() {
    DATABASE
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("CREATE TEMPORARY TABLE order_change (LIKE public.order_change)");
              handle.execute("SET search_path = pg_temp");
              handle.execute("UPDATE public.orders SET status = 'SHIPPED'");
            });

    assertEquals(List.of(new Logged(1L, "PACKAGING", "SHIPPED", 2L)), DATABASE.logged());
  }

  private static Set<String> transactions() {
    return Set.copyOf(DATABASE.query("SELECT tx FROM order_change", String.class));
  }
}
