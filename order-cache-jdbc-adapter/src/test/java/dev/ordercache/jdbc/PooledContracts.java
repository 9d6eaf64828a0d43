package dev.ordercache.jdbc;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.OrderQueryContract;
import dev.ordercache.tck.StatusChangeCompletionContract;
import dev.ordercache.tck.StatusChangeInboxContract;
import dev.ordercache.tck.StatusChangeWorkContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;

/**
 * The contracts of the ports that use a pool, for other settings of its connections. Behind a
 * pooler the change log needs no other test: it connects to the server itself.
 */
abstract class PooledContracts {

  abstract JdbcSettings settings();

  DatabaseUnderTest database() {
    return new PostgresUnderTest(CachePlan.defaults(), settings());
  }

  @Nested
  class Orders extends OrderQueryContract {

    @Override
    protected DatabaseUnderTest open() {
      return database();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return PostgresUnderTest.at(silentServer);
    }
  }

  @Nested
  class Inbox extends StatusChangeInboxContract {

    @Override
    protected DatabaseUnderTest open() {
      return database();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return PostgresUnderTest.at(silentServer);
    }
  }

  @Nested
  class Completion extends StatusChangeCompletionContract {

    @Override
    protected DatabaseUnderTest open() {
      return database();
    }

    @Override
    protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
      return PostgresUnderTest.at(silentServer);
    }
  }

  @Nested
  class Work extends StatusChangeWorkContract {

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
