package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ordercache.tck.LogRecords;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresVersionTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @RegisterExtension final LogRecords logged = new LogRecords(PostgresVersion.class);

  @Test
  void theServerOfTheTestsIsSupported() throws SQLException {
    DATABASE.jdbi().useHandle(handle -> PostgresVersion.check(handle.getConnection()));
    assertEquals(List.of(), logged);
  }

  @Test
  void theOldestAndTheNewestAreSupported() {
    PostgresVersion.check(14, "14.0");
    PostgresVersion.check(18, "18.6");
    assertEquals(List.of(), logged);
  }

  @Test
  void anOlderOneIsRefusedWithItsVersion() {
    Exception refusal =
        assertThrows(IllegalStateException.class, () -> PostgresVersion.check(13, "13.22"));
    assertEquals("PostgreSQL 13.22 is too old; supported are 14 to 18", refusal.getMessage());
  }

  @Test
  void aNewerOneIsWarnedOfOnce() {
    assertDoesNotThrow(() -> PostgresVersion.check(19, "19beta1"));
    PostgresVersion.check(19, "19beta1");
    assertEquals(1, logged.size());
    assertEquals("19beta1", logged.get(0).getParameters()[0]);
  }
}
