package dev.ordercache.jdbc;

import dev.ordercache.plan.OrdersTable;
import java.util.Map;

/** An existing table of orders, in which hardly any name, type or position is the standard one. */
final class LegacyTable {

  static final OrdersTable NAMES =
      OrdersTable.defaults()
          .withTable("Auftrag")
          .withColumns(
              Map.of(
                  "id", "NUMBER",
                  "number", "Auftragsnr",
                  "status", "Zustand",
                  "version", "Stand",
                  "customer", "product",
                  "product", "customer",
                  "quantity", "menge",
                  "assignee", "Bearbeiter",
                  "due_at", "faellig_am",
                  "updated_at", "GEAENDERT"));

  /** Lacks the version, the priority, the assignee and the time of the last change. */
  static final String CREATE =
      """
      CREATE TABLE "Auftrag" (
          faellig_am   timestamptz   NOT NULL,
          werk         char(4)       NOT NULL DEFAULT 'W001',
          "Zustand"    varchar(40)   NOT NULL,
          product      varchar(80)   NOT NULL,
          customer     varchar(80)   NOT NULL,
          menge        bigint        NOT NULL,
          price        numeric       NOT NULL,
          currency     varchar(3)    NOT NULL,
          "Auftragsnr" char(20)      NOT NULL UNIQUE,
          created_at   timestamptz   NOT NULL DEFAULT now(),
          gesperrt     boolean       NOT NULL DEFAULT false,
          "NUMBER"     int           PRIMARY KEY
      )
      """;

  private LegacyTable() {}

  /** A database with this table. */
  static TestDatabase database() {
    return new TestDatabase(NAMES, CREATE);
  }
}
