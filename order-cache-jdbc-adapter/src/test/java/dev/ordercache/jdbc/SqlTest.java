package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.plan.OrdersTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTest {

  @Test
  void aPlaceholderThatIsLeftOverIsAnError() {
    var names = OrdersTable.defaults().placeholders();
    for (String sql : List.of("SELECT ${id} FROM ${order}", "${}", "SELECT '${a b}'")) {
      assertThrows(IllegalStateException.class, () -> Sql.fill(sql, names), sql);
    }
    assertThrows(IllegalStateException.class, () -> Sql.read("find-all"));
  }
}
