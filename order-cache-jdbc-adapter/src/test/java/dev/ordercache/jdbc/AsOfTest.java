package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.OrdersTable;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time as of which an answer is right is never later than its snapshot. */
class AsOfTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  /**
   * The snapshot of a prepared statement is taken when it is bound, a moment before it is executed.
   * In a transaction with one snapshot that moment can be as long as a test needs.
   */
  @ParameterizedTest
  @ValueSource(strings = {"find-all", "list-by-due", "list-by-created", "count"})
  void whatWasCommittedBeforeThatTimeIsInTheAnswer(String statement) {
    try (Handle reader = DATABASE.jdbi().open()) {
      reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      reader.execute("SELECT count(*) FROM orders");
      DATABASE.insert(1, 1, "PACKAGING");
      Instant committed = DATABASE.query("SELECT clock_timestamp()", Instant.class).get(0);

      Instant asOf = asOf(reader, statement);

      assertTrue(asOf.isBefore(committed), asOf + ": lacks what was committed by " + committed);
    }
  }

  private static Instant asOf(Handle reader, String statement) {
    return reader
        .createQuery(Sql.read(statement, OrdersTable.defaults()))
        .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
        .bindArray("ids", Long.class, 1L)
        .bind("status", "PACKAGING")
        .bind("at", OffsetDateTime.MIN)
        .bind("id", -1)
        .bind("limit", 10)
        .map((rows, context) -> rows.getObject(1, OffsetDateTime.class).toInstant())
        .one();
  }
}
