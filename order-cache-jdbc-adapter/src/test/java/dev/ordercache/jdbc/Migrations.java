package dev.ordercache.jdbc;

import dev.ordercache.plan.OrdersTable;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Runs the migrations as a tool would: the placeholders filled in, one file after the other. */
final class Migrations {

  private static final List<String> FILES =
      List.of("V1__orders", "V2__change_log", "V3__status_changes");

  private Migrations() {}

  static void run(Handle handle) {
    run(handle, OrdersTable.defaults());
  }

  static void run(Handle handle, OrdersTable table) {
    for (String file : FILES) {
      handle.execute(Sql.read("migration/" + file, table));
    }
  }
}
