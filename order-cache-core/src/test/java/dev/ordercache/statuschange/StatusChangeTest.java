package dev.ordercache.statuschange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusChangeTest {

  private static StatusChange assignedTo(String assignee) {
    return new StatusChange(new OrderId(1), 1, new OrderStatus("MANUFACTURING_STARTED"), assignee);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Ada\0", "A\nda", "\ud800Ada"})
  void anAssigneeThatCannotBeStoredIsRefused(String assignee) {
    assertThrows(IllegalArgumentException.class, () -> assignedTo(assignee));
  }

  @Test
  void anAssigneeHasAtMost100Characters() {
    assertThrows(IllegalArgumentException.class, () -> assignedTo("A".repeat(101)));
    assertEquals("A".repeat(100), assignedTo("A".repeat(100)).assignee());
  }

  @Test
  void anAssigneeMayHaveCharactersOfAnyScript() {
    assertEquals("\u0141ucja \ud83d\ude00", assignedTo("\u0141ucja \ud83d\ude00").assignee());
  }
}
