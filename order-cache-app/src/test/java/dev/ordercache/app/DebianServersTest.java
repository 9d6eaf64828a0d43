package dev.ordercache.app;

import static dev.ordercache.app.AppReaders.TIMEOUT;
import static dev.ordercache.app.RunningApp.APPROVED;
import static dev.ordercache.app.RunningApp.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.servers.OwnPostgres;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.servers.TestServers;
import dev.ordercache.servers.TestServers.Installed;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The app on Debian's PostgreSQL and Redis as installed; on other servers if the environment names
 * them. Skipped where neither is present, unless {@code TESTS_NEED_DEBIAN} is set.
 */
class DebianServersTest {

  @Test
  void theAppWorksOnServersAsInstalled() throws Exception {
    Installed postgresql = TestServers.postgres().orElseGet(TestServers::debianPostgres);
    Installed redisServer = TestServers.redis().orElseGet(TestServers::debianRedis);
    try (OwnPostgres postgres = OwnPostgres.create(postgresql);
        RedisNode redis = new RedisNode(redisServer, Map.of())) {
      AppDatabase database = AppDatabase.of(postgres.address());
      try (RunningApp running = RunningApp.start(database.appSettings(redis.uri()))) {
        database.enter(1, 5, "MANUFACTURING_APPROVED");
        assertWorks(running, database);
      }
    }
  }

  /** Reads from the cache, and changes two of five approved orders: in SQL and by the API. */
  static void assertWorks(RunningApp running, AppDatabase database) {
    awaitCached(running, 5);
    database.setStatus(1, "SHIPPED");
    awaitCached(running, 4);
    HttpResponse<String> changed = running.change(2, 1, "MANUFACTURING_STARTED");
    assertEquals("DONE", json(changed).get("state").stringValue(), changed.body());
    awaitCached(running, 3);
  }

  private static void awaitCached(RunningApp running, int orders) {
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              HttpResponse<String> list = running.get(APPROVED);
              return RunningApp.isHit(list) && json(list).get("orders").size() == orders;
            });
  }
}
