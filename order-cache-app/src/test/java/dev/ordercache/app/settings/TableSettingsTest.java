package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.OrdersTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisplayName("The settings of the table")
class TableSettingsTest {

  @TempDir Path folder;
  private final Map<String, Object> settings = new HashMap<>();

  @BeforeEach
  void nameADatabase() {
    settings.put("ORDER_CACHE_JDBC_URL", "jdbc:postgresql://db/mes");
    settings.put("ORDER_CACHE_REDIS_URI", "redis://cache");
  }

  private AppSettings read() {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().remove("systemProperties");
    environment.getPropertySources().remove("systemEnvironment");
    environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
    return AppSettings.read(environment, folder);
  }

  private OrdersTable table() {
    return read().plan().table();
  }

  private void assertProblem(String problem) {
    String message = assertThrows(SettingsException.class, this::read).getMessage();
    assertTrue(String.valueOf(message).contains(problem), message);
  }

  @Test
  @DisplayName("are those of the standard table by default")
  void defaults() {
    assertEquals(OrdersTable.defaults(), table());
  }

  @Test
  @DisplayName("give other names to it and to its columns")
  void names() {
    settings.put("ORDER_CACHE_TABLE", "AUFTRAG");
    settings.put(
        "ORDER_CACHE_COLUMNS", "number=auftragsnr, due_at=faellig_am,id=product,product=id");
    assertEquals(
        OrdersTable.defaults()
            .withTable("AUFTRAG")
            .withColumns(
                Map.of(
                    "number",
                    "auftragsnr",
                    "due_at",
                    "faellig_am",
                    "id",
                    "product",
                    "product",
                    "id")),
        table());
  }

  @Test
  @DisplayName("go together with a database only")
  void withoutDatabase() {
    settings.remove("ORDER_CACHE_JDBC_URL");
    settings.put("ORDER_CACHE_TABLE", "auftrag");
    assertProblem("ORDER_CACHE_TABLE and ORDER_CACHE_COLUMNS go with ORDER_CACHE_JDBC_URL only");
    settings.remove("ORDER_CACHE_TABLE");
    settings.put("ORDER_CACHE_COLUMNS", "number=nr");
    assertProblem("ORDER_CACHE_TABLE and ORDER_CACHE_COLUMNS go with ORDER_CACHE_JDBC_URL only");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ORDER_CACHE_TABLE   | 1a              | table must be 1 to 63 letters",
        "ORDER_CACHE_TABLE   | mes.auftrag     | table must be 1 to 63 letters",
        "ORDER_CACHE_COLUMNS | number          | must be a list such as number=auftragsnr",
        "ORDER_CACHE_COLUMNS | number=a=b      | must be a list such as number=auftragsnr",
        "ORDER_CACHE_COLUMNS | number=a,       | must be a list such as number=auftragsnr",
        "ORDER_CACHE_COLUMNS | number=         | column number must be 1 to 63 letters",
        "ORDER_CACHE_COLUMNS | nummer=nr       | no column nummer, they have id, number, status",
        "ORDER_CACHE_COLUMNS | number=a,number=b | number is there twice",
        "ORDER_CACHE_COLUMNS | number=status   | two columns of orders have the name status"
      })
  @DisplayName("are refused by name when they are wrong")
  void wrong(String setting, String value, String problem) {
    settings.put(setting, value);
    assertProblem(setting + " is \"" + value + "\"");
    assertProblem(problem);
  }
}
