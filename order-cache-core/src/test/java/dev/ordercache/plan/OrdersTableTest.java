package dev.ordercache.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTableTest {

  private final OrdersTable standard = OrdersTable.defaults();

  private static void assertRefused(String reason, Executable table) {
    String message = assertThrows(IllegalArgumentException.class, table).getMessage();
    assertTrue(String.valueOf(message).contains(reason), message);
  }

  @Test
  void thePlaceholdersAreQuotedNames() {
    Map<String, String> placeholders =
        standard.withTable("AUFTRAG").withColumn("due_at", "Faellig").placeholders();

    assertEquals(15, placeholders.size());
    assertEquals("\"AUFTRAG\"", placeholders.get("orders"));
    assertEquals("\"Faellig\"", placeholders.get("due_at"));
    assertEquals("\"created_at\"", placeholders.get("created_at"));
  }

  @Test
  void anOmittedColumnHasItsStandardName() {
    assertEquals(standard, new OrdersTable("orders", Map.of()));
    assertEquals(
        standard.withColumn("number", "nr"), new OrdersTable("orders", Map.of("number", "nr")));
  }

  @Test
  void columnsMayChangeTheirNames() {
    OrdersTable table = standard.withColumns(Map.of("number", "id", "id", "number"));

    assertEquals("number", table.columns().get("id"));
    assertEquals("id", table.columns().get("number"));
  }

  @Test
  void anUnknownColumnIsRefusedWithTheKnown() {
    assertRefused("id, number, status, version", () -> standard.withColumn("nummer", "nr"));
    assertRefused("no column nummer", () -> standard.withColumn("nummer", "nr"));
  }

  @Test
  void twoColumnsCannotHaveTheSameName() {
    assertRefused("customer", () -> standard.withColumn("product", "customer"));
    standard.withColumn("product", "Customer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1a", "a b", "a\"b", "a.b", "\u00e4", "a;", "${orders}"})
  void aMalformedNameIsRefused(String name) {
    assertRefused("name of the table", () -> standard.withTable(name));
    assertRefused("name of the column due_at", () -> standard.withColumn("due_at", name));
  }

  @Test
  void aNameHasAtMost63Characters() {
    standard.withTable("x".repeat(63));
    assertRefused("name of the table", () -> standard.withTable("x".repeat(64)));
  }

  @Test
  void itIsShownByItsDifferences() {
    assertEquals("orders[]", standard.toString());
    assertEquals("orders[due_at=faellig]", standard.withColumn("due_at", "faellig").toString());
  }
}
