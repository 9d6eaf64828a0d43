package dev.ordercache.lab;

import static dev.ordercache.lab.Instance.STARTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.ordercache.OrderId;
import dev.ordercache.app.Application;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.cache.CacheEntry.OrderEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.jdbc.JdbiChangeLog;
import dev.ordercache.lab.Race.Side;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A client that disconnects before its answer. */
class UndeliveredAnswerTest {

  private static final String REQUEST =
      """
      POST /api/orders/7/status-changes HTTP/1.1\r
      Host: localhost\r
      Content-Type: application/json\r
      Content-Length: 30\r
      If-Match: "1"\r
      Idempotency-Key: seven\r
      \r
      {"to":"MANUFACTURING_STARTED"}""";

  /**
   * On the unprotected side the delete follows the answer. The app has no relay, and does
   * everything in the request.
   */
  @ParameterizedTest
  @EnumSource
  void row33TheResponseIsNeverDelivered(Side side) throws Exception {
    try (Race race = new Race(side).withOrders(10).withGuard();
        Connection leader = race.postgres.connect();
        Statement lock = leader.createStatement();
        RunningService service = startWithoutRelay(race, lock)) {
      race.warm();
      await().until(() -> sendAndLeave(race.postgres, service.address()));
      await().until(service::hasEnded);
      race.assertAtRest();
    }
  }

  /** Takes the leader's lock first, in a session that the server does not end when it is idle. */
  private static RunningService startWithoutRelay(Race race, Statement lock)
      throws IOException, SQLException {
    lock.execute("SELECT pg_advisory_lock(1868786788, 'order_relay'::regclass::oid::int)");
    // a relay of the race before may have led once more before it ended
    lock.execute("UPDATE order_relay SET namespace = '" + race.plan.namespace() + "'");
    try (JdbiChangeLog log = race.log()) {
      assertEquals(Optional.empty(), log.lead(), "no other relay can lead");
    }
    return race.isReal() ? new App(race) : new Unprotected(race);
  }

  /** Disconnects while the change waits for a lock; returns whether it was made, or given up. */
  private static boolean sendAndLeave(OrdersDatabase postgres, URI address)
      throws IOException, SQLException {
    try (Connection person = postgres.connect();
        Statement lock = person.createStatement()) {
      person.setAutoCommit(false);
      lock.execute("LOCK TABLE orders, status_change IN EXCLUSIVE MODE");
      Socket client = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
      client.getOutputStream().write(REQUEST.getBytes(UTF_8));
      await().until(() -> postgres.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
      client.setSoLinger(true, 0);
      client.close();
      person.commit();
      await().until(() -> postgres.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0);
      return postgres.version(7) == 2;
    }
  }

  private interface RunningService extends AutoCloseable {

    URI address();

    /** Whether the request is finished. */
    boolean hasEnded();

    @Override
    void close();
  }

  private static final class App implements RunningService {

    private final Race race;
    private final Application app;

    App(Race race) {
      this.race = race;
      Map<String, Object> settings =
          new HashMap<>(AppProcess.settings(race.postgres, SharedServers.node().uri()));
      settings.putAll(
          Map.of(
              "ORDER_CACHE_STATUS_CHANGES", "saga",
              "ORDER_CACHE_SAGA_RECOVERY", "retry", // the change stays even if Redis is slow
              "ORDER_CACHE_NAMESPACE", race.plan.namespace(),
              "ORDER_CACHE_PRELOAD", "false",
              "ORDER_CACHE_HTTP_PORT", "0"));
      StandardEnvironment environment = new StandardEnvironment();
      environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
      app = Application.start(AppSettings.read(environment, Path.of("")));
    }

    @Override
    public URI address() {
      return app.address();
    }

    @Override
    public boolean hasEnded() {
      return SharedServers.node().number("EXISTS", race.key("order:7")) == 0;
    }

    @Override
    public void close() {
      app.close();
    }
  }

  private static final class Unprotected implements RunningService {

    private final HttpServer server;
    private final CountDownLatch ended = new CountDownLatch(1);

    Unprotected(Race race) throws IOException {
      Service service = race.service();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              service.cache.dropInvalidations();
              service.change(7, STARTED);
              exchange.sendResponseHeaders(200, 0);
              OutputStream body = exchange.getResponseBody();
              body.write(new byte[1 << 20]);
              body.close();
              service.own.invalidate(List.of(Invalidation.of(new OrderEntry(new OrderId(7)))));
            } finally {
              ended.countDown();
            }
          });
      server.start();
    }

    @Override
    public URI address() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public boolean hasEnded() {
      return ended.getCount() == 0;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
