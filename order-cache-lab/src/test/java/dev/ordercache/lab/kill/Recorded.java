package dev.ordercache.lab.kill;

import dev.ordercache.lab.OrdersDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a part of a run in the database.
 *
 * @param before the orders as they were
 * @param made their later versions, one after the other
 * @param changes the rows of the changes
 */
record Recorded(List<Version> before, List<Version> made, List<Change> changes) {

  /** A log apart from the library's: a trigger writes it for each changed row. */
  private static final String WITNESS =
      """
      CREATE TABLE witness (
          seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
          id bigint, version bigint, status text, assignee text, tx text);
      CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
          INSERT INTO witness (id, version, status, assignee, tx)
          VALUES (NEW.id, NEW.version, NEW.status, NEW.assignee, pg_current_xact_id()::text);
          RETURN NULL;
      END
      $$;
      CREATE TRIGGER witness AFTER INSERT OR UPDATE ON orders
          FOR EACH ROW EXECUTE FUNCTION witness()
      """;

  /** An order in one of its versions, and the transaction that made it. */
  record Version(
      long order, long version, String status, @Nullable String assignee, String transaction) {}

  /**
   * An entry of the journal.
   *
   * @param reported whether cache step and event are done
   * @param version the version of the order that it made, or that taking it back made, or null
   */
  record Change(
      long id,
      SentRequest request,
      String principal,
      String state,
      boolean reported,
      @Nullable String before,
      @Nullable String assigneeBefore,
      @Nullable String after,
      @Nullable Long version,
      @Nullable String transaction) {

    private static final Set<String> MADE = Set.of("APPLIED", "DONE", "SUPERSEDED", "COMPENSATED");
    private static final Set<String> OPEN = Set.of("PENDING", "APPLIED");

    boolean isMade() {
      return MADE.contains(state);
    }

    boolean isTakenBack() {
      return state.equals("COMPENSATED");
    }

    boolean isOver() {
      return !OPEN.contains(state) && reported;
    }

    /** The version that it made: if it was taken back, the one before the version of that. */
    long madeVersion() {
      long written = version == null ? 0 : version;
      return isTakenBack() ? written - 1 : written;
    }
  }

  /** Logs all changes of the orders from now on. */
  static void watch(OrdersDatabase postgres) {
    postgres.sql(WITNESS);
  }

  /** The current orders. */
  static List<Version> orders(OrdersDatabase postgres) {
    return versions(
        postgres, "SELECT id, version, status, assignee, '' AS tx FROM orders ORDER BY id");
  }

  /** The rows after this version in the log and after this change. */
  static Recorded since(OrdersDatabase postgres, List<Version> before, long witness, long change) {
    return new Recorded(
        before,
        versions(postgres, "SELECT * FROM witness WHERE seq > " + witness + " ORDER BY seq"),
        changes(postgres, change));
  }

  static List<Version> versions(OrdersDatabase postgres, String query) {
    return rows(
        postgres,
        query,
        row ->
            new Version(
                row.getLong("id"),
                row.getLong("version"),
                row.getString("status"),
                row.getString("assignee"),
                row.getString("tx")));
  }

  private static List<Change> changes(OrdersDatabase postgres, long since) {
    return rows(
        postgres,
        "SELECT * FROM status_change WHERE id > " + since + " ORDER BY id",
        row ->
            new Change(
                row.getLong("id"),
                new SentRequest(
                    row.getString("idempotency_key"),
                    row.getLong("order_id"),
                    row.getLong("expected_version"),
                    row.getString("to_status"),
                    row.getString("assignee"),
                    row.getObject("undoes", Long.class),
                    0,
                    List.of()),
                row.getString("principal"),
                row.getString("state"),
                row.getBoolean("published"),
                row.getString("before_status"),
                row.getString("before_assignee"),
                row.getString("after_status"),
                row.getObject("applied_version", Long.class),
                row.getString("tx")));
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static <T> List<T> rows(OrdersDatabase postgres, String query, Reader<T> reader) {
    try (Connection connection = postgres.connect();
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
