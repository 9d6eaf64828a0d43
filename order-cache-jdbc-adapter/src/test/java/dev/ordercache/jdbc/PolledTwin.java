package dev.ordercache.jdbc;

import dev.ordercache.plan.OrdersTable;
import org.jdbi.v3.core.Jdbi;

/** A poll of a relay that does not notice that the triggers of the log were modified. */
final class PolledTwin {

  private PolledTwin() {}

  /** Whether it would find the log completely read, in this term. */
  static boolean isQuiet(JdbcSettings settings, long term) {
    Jdbi jdbi = TestDatabase.jdbiWithLongTimeouts(settings);
    String triggers = Sql.read("triggers", OrdersTable.defaults());
    return jdbi.withHandle(
        handle -> {
          String now =
              handle
                  .createQuery("SELECT fingerprint FROM (" + triggers + ") AS t")
                  .mapTo(String.class)
                  .one();
          String everything = "1:1:";
          return handle
              .createQuery(Sql.read("poll", OrdersTable.defaults()))
              .bindMap(LogPlace.behind(new LogSnapshot(everything)).parameters(10, null))
              .bind("triggers", now)
              .map(
                  (row, context) ->
                      row.getLong(1) == term
                          && row.getBoolean(2)
                          && row.getString("state") == null
                          && row.getString("tx") == null)
              .one();
        });
  }
}
