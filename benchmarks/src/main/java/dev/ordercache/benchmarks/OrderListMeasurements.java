package dev.ordercache.benchmarks;

import dev.ordercache.app.Application;
import dev.ordercache.app.settings.AppSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Measures the order list on real servers: latency of a page, preload, and the delay until a change
 * made in SQL is seen. Takes the number of orders, 1,000,000 without.
 */
public final class OrderListMeasurements {

  private OrderListMeasurements() {}

  /** Runs all and prints what was seen. */
  public static void main(String[] arguments) throws Exception {
    String orders = arguments.length == 0 ? "1000000" : arguments[0];
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "measurements",
                Map.of("ORDER_CACHE_DEMO_ORDERS", orders, "ORDER_CACHE_HTTP_PORT", "0")));
    long began = System.nanoTime();
    try (Application app = Application.start(AppSettings.read(environment, Path.of("")))) {
      CountDownLatch ready = new CountDownLatch(1);
      app.whenReady(ready::countDown);
      ready.await();
      System.out.printf("start to ready with %s orders: %.1f s%n", orders, seconds(began));
      try (Database database = new Database(app.database())) {
        new PreloadSpeed(app, database).measure();
        new ChangeDelay(app, database).measure();
        new PageLatency(app, database).measure();
      }
    }
    System.exit(0);
  }

  static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
