package dev.ordercache.benchmarks;

import dev.ordercache.app.Application;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.demo.Demo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Measures the order list on real servers: preload, the delay until a change made in SQL is
 * visible, and the latency of a page. Arguments: the number of orders (1,000,000 by default), and
 * which of {@code preload}, {@code delay} and {@code pages} to measure (all by default).
 */
public final class OrderListMeasurements {

  private OrderListMeasurements() {}

  /** Runs the requested measurements and prints the results. */
  public static void main(String[] arguments) throws Exception {
    String orders = arguments.length == 0 ? "1000000" : arguments[0];
    List<String> wanted =
        List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "measurements",
                Map.of("ORDER_CACHE_DEMO_ORDERS", orders, "ORDER_CACHE_HTTP_PORT", "0")));
    long began = System.nanoTime();
    try (Demo demo = Demo.start(AppSettings.readForDemo(environment, Path.of("")))) {
      Application app = demo.application();
      CountDownLatch ready = new CountDownLatch(1);
      app.whenReady(ready::countDown);
      ready.await();
      System.out.printf("start to ready with %s orders: %.1f s%n", orders, seconds(began));
      try (Database database = new Database(app.database())) {
        if (isWanted("preload", wanted)) {
          new PreloadSpeed(app, database).measure();
        }
        if (isWanted("delay", wanted)) {
          new ChangeDelay(app, database).measure();
        }
        if (isWanted("pages", wanted)) {
          new PageLatency(app, database).measure();
        }
      }
    }
    System.exit(0);
  }

  private static boolean isWanted(String name, List<String> wanted) {
    return wanted.isEmpty() || wanted.contains(name);
  }

  static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
