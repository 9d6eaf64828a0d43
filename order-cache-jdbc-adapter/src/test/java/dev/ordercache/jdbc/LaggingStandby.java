package dev.ordercache.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A primary where order 1 is shipped, and a standby that returns it in packaging until its replay
 * is resumed.
 */
final class LaggingStandby implements AutoCloseable {

  final OwnServer primary;
  final OwnServer standby;

  LaggingStandby(Path primaryFolder, Path standbyFolder) {
    primary = new OwnServer(primaryFolder);
    Jdbi writer = TestDatabase.jdbiWithLongTimeouts(primary.settings());
    writer.useTransaction(Migrations::run);
    writer.useHandle(handle -> TestDatabase.insert(handle, 1, 1, "PACKAGING"));
    primary.stop();
    standby = new OwnServer(standbyFolder, primary);
    primary.start();
    standby.start();
    onStandby("SELECT pg_wal_replay_pause()");
    writer.useHandle(handle -> handle.execute("UPDATE orders SET status = 'SHIPPED'"));
  }

  void onStandby(String sql) {
    try (HikariDataSource pool = poolForAnyServer()) {
      Jdbi.create(pool).useHandle(handle -> handle.execute(sql));
    }
  }

  /** A pool of one connection that accepts a server of any kind. */
  HikariDataSource poolForAnyServer() {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(standby.settings().url());
    connections.setUser("postgres");
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(connections);
    pool.setMaximumPoolSize(1);
    return new HikariDataSource(pool);
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }
}
