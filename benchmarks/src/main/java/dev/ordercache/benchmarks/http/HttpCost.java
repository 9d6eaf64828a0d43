package dev.ordercache.benchmarks.http;

import dev.ordercache.app.Application;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.demo.Demo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Measures the CPU that a read of a list costs the app's HTTP threads when the near cache has the
 * page, beside constant bytes from a Jetty of the same configuration: a page of 50 orders, and 304
 * for a client that has it. Arguments: the number of rounds (21 by default), and of milliseconds
 * for each target in a round (1,000 by default).
 */
public final class HttpCost {

  private static final String PAGE = "/api/orders?status=MANUFACTURING_APPROVED&limit=50";
  private static final String APP_THREADS = "http";
  private static final int WARM_UPS = 20;
  private static final int WARM_UP = 500;

  private HttpCost() {}

  /** Starts both servers, measures, and prints. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 21;
    Duration time = Duration.ofMillis(arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000);
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "benchmark",
                Map.of("ORDER_CACHE_DEMO_ORDERS", "10000", "ORDER_CACHE_HTTP_PORT", "0")));
    try (Demo demo = Demo.start(AppSettings.readForDemo(environment, Path.of("")))) {
      Application app = demo.application();
      CountDownLatch ready = new CountDownLatch(1);
      app.whenReady(ready::countDown);
      ready.await();
      measure(app.address(), rounds, time);
    }
    System.exit(0);
  }

  private static void measure(URI app, int rounds, Duration time) throws Exception {
    byte[] page;
    String known;
    try (KeptConnection first = new KeptConnection(app, PAGE, "", 200)) {
      page = first.body();
      known = "If-None-Match: " + KeptConnection.header(first.head(), "ETag") + "\r\n";
    }
    try (ConstantServer server = new ConstantServer(page)) {
      URI constant = server.address();
      try (Target bytes = constant(constant, "constant bytes", "", 200);
          Target hit = new Target("page", APP_THREADS, new KeptConnection(app, PAGE, "", 200));
          Target none = constant(constant, "constant 304", known, 304);
          Target same =
              new Target("page, 304", APP_THREADS, new KeptConnection(app, PAGE, known, 304))) {
        List<Target> all = List.of(bytes, hit, none, same);
        for (int turn = 0; turn < WARM_UPS; turn++) {
          for (Target each : all) {
            each.warmUp(WARM_UP); // in turns, so that no connection is closed because it is idle
          }
        }
        for (int round = 0; round < rounds; round++) {
          for (Target each : all) {
            each.measure(time);
          }
        }
        System.out.printf(
            "page of %,d bytes, CPU of a request, medians of %d rounds%n", page.length, rounds);
        System.out.println(bytes.report(bytes));
        System.out.println(hit.report(bytes));
        System.out.println(none.report(none));
        System.out.println(same.report(none));
      }
    }
  }

  private static Target constant(URI server, String name, String headers, int status)
      throws IOException {
    return new Target(
        name, ConstantServer.THREADS, new KeptConnection(server, "/", headers, status));
  }
}
