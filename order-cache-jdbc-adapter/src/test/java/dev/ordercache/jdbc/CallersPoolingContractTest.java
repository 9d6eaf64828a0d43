package dev.ordercache.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.tck.DatabaseUnderTest;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The contracts with data sources of the caller's: a pool without autocommit, no timeouts, and a
 * driver that sends no type of a text, so that the server infers it from the context.
 */
class CallersPoolingContractTest extends DatabaseContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  JdbcSettings settings() {
    return DATABASE.settings("stringtype=unspecified").withPooler(null, true);
  }

  @Override
  DatabaseUnderTest database() {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(callers());
    pool.setAutoCommit(false);
    pool.setMaximumPoolSize(4);
    return new PostgresUnderTest(
        CachePlan.defaults(),
        settings(),
        pool,
        source -> PostgresDataSources.limited(source, settings()),
        callers());
  }

  private PGSimpleDataSource callers() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings().url());
    source.setUser(settings().user());
    return source;
  }
}
