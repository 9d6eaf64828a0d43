package dev.ordercache.jdbc;

import dev.ordercache.tck.ChangeLogContract;
import dev.ordercache.tck.DatabaseUnderTest;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;

/** All contracts of the database, for other settings of its connections. */
abstract class DatabaseContracts extends PooledContracts {

  @Nested
  class Log extends ChangeLogContract {

    @Override
    protected DatabaseUnderTest open() {
      return database();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return PostgresUnderTest.at(silentServer);
    }
  }
}
