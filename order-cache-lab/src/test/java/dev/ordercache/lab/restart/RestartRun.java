package dev.ordercache.lab.restart;

import dev.ordercache.lab.AppProcess;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.servers.RedisNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Restarts two instances behind Debian's HAProxy in turns, while clients read lists and change
 * orders through it, and counts the requests that fail.
 */
public final class RestartRun {

  private static final int ORDERS = 20_000;
  private static final int PAUSE_SECONDS = 3;

  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout connect 2s
        timeout client 60s
        timeout server 60s
      frontend orders
        bind 127.0.0.1:%d
        default_backend instances
      backend instances
        balance roundrobin
        option httpchk GET /health/ready
        timeout check 2s
        default-server check inter 500ms fall 2 rise 1
        server one 127.0.0.1:%d
        server two 127.0.0.1:%d
      """;

  private RestartRun() {}

  /**
   * Prints how many requests were sent and how many failed; the exit status is 1 if any did.
   *
   * @param arguments how many restarts, 10 without
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int restarts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    OrdersDatabase postgres = OrdersDatabase.create();
    postgres.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    int front = freePort();
    List<Integer> ports = List.of(freePort(), freePort());
    Path configuration = Files.createTempFile("haproxy", ".cfg");
    Files.writeString(configuration, CONFIGURATION.formatted(front, ports.get(0), ports.get(1)));
    try (RedisNode redis = new RedisNode()) {
      AppProcess[] apps = {
        start(postgres, redis, ports.get(0)), start(postgres, redis, ports.get(1))
      };
      Process proxy =
          new ProcessBuilder("haproxy", "-f", configuration.toString()).inheritIO().start();
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS); // until it has checked both
      Load load = new Load(URI.create("http://127.0.0.1:" + front), ORDERS);
      load.start();
      for (int restart = 0; restart < restarts; restart++) {
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        apps[restart % 2].terminate().waitFor();
        apps[restart % 2] = start(postgres, redis, ports.get(restart % 2));
        TimeUnit.SECONDS.sleep(1); // two checks
      }
      load.end();
      System.out.printf("%d restarts: %s%n", restarts, load.report());
      proxy.destroy();
      apps[0].close();
      apps[1].close();
      System.exit(load.failures() == 0 ? 0 : 1);
    } finally {
      Files.delete(configuration);
    }
  }

  private static AppProcess start(OrdersDatabase postgres, RedisNode redis, int port) {
    return AppProcess.start(
        postgres,
        redis.uri(),
        Map.of("ORDER_CACHE_HTTP_PORT", "" + port, "ORDER_CACHE_STOP_DELAY", "3s"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
