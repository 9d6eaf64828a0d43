package dev.ordercache.lab.slow;

import dev.ordercache.lab.AppProcess;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.lab.Percentiles;
import dev.ordercache.servers.RedisNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Measures how long a probe and a read take beside many slow clients of each kind. */
public final class SlowClientsRun {

  private static final int ORDERS = 5_000;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final String PROBE = "/health/live";
  private static final String LIST = "/api/orders?status=MANUFACTURING_APPROVED&limit=50";

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI app;
  private final Duration time;

  private SlowClientsRun(URI app, Duration time) {
    this.app = app;
    this.time = time;
  }

  /**
   * Measures, and prints.
   *
   * @param arguments how many clients are slow at a time, and for how many seconds
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
    OrdersDatabase postgres = OrdersDatabase.create();
    postgres.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    Map<String, String> settings =
        Map.of(
            "ORDER_CACHE_RATE_LIMIT", "0",
            "_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4"); // which tests go without
    try (RedisNode redis = new RedisNode();
        AppProcess app = AppProcess.start(postgres, redis.uri(), settings)) {
      SlowClientsRun run = new SlowClientsRun(app.address(), Duration.ofSeconds(seconds));
      run.measure();
      for (Crowd.Kind kind : Crowd.Kind.values()) {
        try (Crowd crowd = new Crowd(kind, clients, app.address())) {
          System.out.println(kind + ": " + run.measure() + ", ended " + crowd.ended());
        }
      }
    }
    System.exit(0);
  }

  private String measure() throws IOException, InterruptedException {
    LongStream.Builder probes = LongStream.builder();
    LongStream.Builder reads = LongStream.builder();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      probes.add(nanos(PROBE));
      reads.add(nanos(LIST));
      LockSupport.parkNanos(PAUSE);
    }
    return "probe " + new Percentiles(probes.build()) + "; list " + new Percentiles(reads.build());
  }

  private long nanos(String path) throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(app.resolve(path)).timeout(Duration.ofMinutes(1)).build();
    int status = client.send(request, BodyHandlers.ofString()).statusCode();
    if (status != 200) {
      throw new IllegalStateException(path + ": " + status);
    }
    return System.nanoTime() - began;
  }
}
