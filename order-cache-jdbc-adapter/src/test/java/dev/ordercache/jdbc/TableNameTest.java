package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.plan.CachePlan;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Readers need the name of their table in every call of the cache. */
class TableNameTest {

  private static final int READS = 1_000;

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final JdbcSettings settings = DATABASE.settings();
  private final DataSource server = PostgresDataSources.unpooled(settings);
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch answers = new CountDownLatch(1);

  /** Does not connect before the latch is open. */
  private DataSource slow() {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("getConnection")) {
                throw new SQLException(method.getName());
              }
              connections.incrementAndGet();
              assertTrue(answers.await(1, TimeUnit.MINUTES));
              return server.getConnection();
            });
  }

  @Test
  void isQueriedByOneThreadAndNoReaderWaits() {
    try (JdbiChangeLog log = new JdbiChangeLog(slow(), CachePlan.defaults(), settings)) {
      CacheOwner owner = log.owner();
      for (int i = 0; i < READS; i++) {
        assertEquals(Optional.empty(), owner.name());
      }
      await().until(() -> connections.get() == 1);

      answers.countDown();

      await().until(() -> owner.name().isPresent());
      assertTrue(CacheOwner.tableOf(owner.name().orElseThrow()).endsWith("/public/orders"));
      for (int i = 0; i < READS; i++) {
        owner.refresh();
      }
      assertEquals(1, connections.get());
    }
  }

  @Test
  void isQueriedAgainAfterAnOutage() {
    DataSource away =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  if (connections.incrementAndGet() == 1) {
                    throw new SQLException("away");
                  }
                  return server.getConnection();
                });
    try (JdbiChangeLog log = new JdbiChangeLog(away, CachePlan.defaults(), settings)) {
      CacheOwner owner = log.owner();
      await().until(() -> owner.name().isPresent());
      assertEquals(2, connections.get());
    }
  }
}
