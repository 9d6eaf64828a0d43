package dev.ordercache.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's two sed commands, which put no quotes around most names. */
class MigrationByHandTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final Path MIGRATIONS =
      Path.of("src/main/resources/dev/ordercache/jdbc/migration");

  private static final String CREATE =
      """
      CREATE TABLE %s (id int PRIMARY KEY, %s text, status text, customer text, product text,
          quantity int, price numeric, currency text, %s %s, created_at timestamptz)
      """;

  private final Handle handle = DATABASE.jdbi().open();

  @BeforeEach
  void useASchemaThatIsRolledBack() {
    handle.begin();
    handle.execute("CREATE SCHEMA by_hand");
    handle.execute("SET LOCAL search_path = by_hand");
  }

  @AfterEach
  void rollBack() {
    handle.rollback();
    handle.close();
  }

  /** The sed scripts of the README, in its order: standard names, and a mapped table. */
  private static List<String> scripts() throws IOException {
    return Pattern.compile("sed '([^']*)'")
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private void migrate(String script) throws IOException, SQLException {
    Process sed =
        new ProcessBuilder(
                "sed",
                script,
                MIGRATIONS.resolve("V1__orders.sql").toString(),
                MIGRATIONS.resolve("V2__change_log.sql").toString(),
                MIGRATIONS.resolve("V3__status_changes.sql").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String sql = new String(sed.getInputStream().readAllBytes(), UTF_8);
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.execute(sql);
    }
  }

  private void assertRefused(String script) {
    String message = assertThrows(SQLException.class, () -> migrate(script)).getMessage();
    assertTrue(String.valueOf(message).contains("timestamptz"), message);
  }

  @Test
  void theStandardTableIsMade() throws IOException, SQLException {
    migrate(scripts().get(0));

    assertEquals(
        0, handle.createQuery("SELECT count(version) FROM orders").mapTo(Integer.class).one());
  }

  @Test
  void aMappedTableIsCompleted() throws IOException, SQLException {
    handle.execute(CREATE.formatted("\"Auftrag\"", "auftragsnr", "faellig_am", "timestamptz"));

    migrate(scripts().get(1));

    assertEquals(
        0, handle.createQuery("SELECT count(version) FROM \"Auftrag\"").mapTo(Integer.class).one());
  }

  @Test
  void aStandardTimeWithoutAZoneIsRefused() throws IOException {
    handle.execute(CREATE.formatted("orders", "number", "due_at", "timestamp"));

    assertRefused(scripts().get(0));
  }

  @Test
  void aMappedTimeWithoutAZoneIsRefused() throws IOException {
    handle.execute(CREATE.formatted("\"Auftrag\"", "auftragsnr", "faellig_am", "timestamp"));

    assertRefused(scripts().get(1));
  }
}
