package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What the connections configure in the server. */
class PostgresDataSourcesTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static String show(DataSource connections, String name) {
    return Jdbi.create(connections)
        .withHandle(handle -> handle.createQuery("SHOW " + name).mapTo(String.class).one());
  }

  private static JdbcSettings withParameters(String parameters) {
    return TestDatabase.withLongTimeouts(
        JdbcSettings.of(DATABASE.settings().url() + parameters, "postgres", null));
  }

  @Test
  void theConnectionsHaveAName() {
    assertEquals("order-cache", show(DATABASE.pool(), "application_name"));
  }

  @Test
  void everySessionHasTheSettingsThatOurStatementsNeed() {
    DataSource unpooled = PostgresDataSources.unpooled(DATABASE.settings());

    for (DataSource connections : List.of(DATABASE.pool(), unpooled)) {
      assertEquals("off", show(connections, "jit"));
      assertEquals("1min", show(connections, "statement_timeout"));
    }
    assertEquals("on", show(plain(), "jit"), "the default of the server");
  }

  private static DataSource plain() {
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setUrl(DATABASE.settings().url());
    plain.setUser("postgres");
    return plain;
  }

  @Test
  void poolsAreDistinguishedByTheirNames() {
    JdbcSettings settings = DATABASE.settings();
    try (HikariDataSource one = PostgresDataSources.pooled(settings);
        HikariDataSource reads = PostgresDataSources.pooled(settings, "order-cache-reads")) {
      assertEquals("order-cache", one.getPoolName());
      assertEquals("order-cache-reads", reads.getPoolName());
    }
  }

  @Test
  void theUrlsOptionsAndNameAreKept() {
    JdbcSettings settings =
        withParameters(
            "?ApplicationName=plant&options=-c%20work_mem=7MB%20-c%20statement_timeout=99s");

    try (HikariDataSource pool = PostgresDataSources.pooled(settings)) {
      assertEquals("7MB", show(pool, "work_mem"));
      assertEquals("1min", show(pool, "statement_timeout"));
      assertEquals("plant", show(pool, "application_name"));
    }
  }
}
