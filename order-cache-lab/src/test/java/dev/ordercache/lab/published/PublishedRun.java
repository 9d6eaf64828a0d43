package dev.ordercache.lab.published;

import static org.awaitility.Awaitility.await;

import dev.ordercache.lab.AppProcess;
import dev.ordercache.lab.OrdersDatabase;
import dev.ordercache.lab.Percentiles;
import dev.ordercache.lab.published.Submitter.Sent;
import dev.ordercache.servers.RedisNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Measures how long it takes from the moment at which a change is due to be sent until the event of
 * its end arrives, at several rates, with one instance and with two: sent to the one, with the
 * event from the other. Or stops Redis for a while under load, and counts the changes that were
 * accepted, applied and finished.
 */
public final class PublishedRun implements AutoCloseable {

  private static final int ORDERS = 40_000;
  private static final int WARM_UP = 500;
  private static final List<Integer> RATES = List.of(1, 10, 100);
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration AROUND = Duration.ofSeconds(5);

  private final OrdersDatabase postgres = OrdersDatabase.create();
  private final RedisNode redis = new RedisNode();
  private final List<AppProcess> apps = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  private PublishedRun(int instances) {
    postgres.enter(1, ORDERS, "MANUFACTURING_APPROVED");
    postgres.sql("ANALYZE");
    for (int i = 0; i < instances; i++) {
      apps.add(AppProcess.start(postgres, redis.uri(), Map.of("ORDER_CACHE_RATE_LIMIT", "0")));
    }
  }

  /**
   * Measures, and prints.
   *
   * @param arguments the seconds of each measurement, or {@code outage}, its seconds and the
   *     changes a second
   */
  public static void main(String[] arguments) throws InterruptedException {
    boolean outage = arguments.length > 0 && arguments[0].equals("outage");
    if (outage) {
      int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
      int perSecond = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
      try (PublishedRun run = new PublishedRun(1)) {
        run.outage(Duration.ofSeconds(seconds), perSecond);
      }
    } else {
      int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
      for (int instances = 1; instances <= 2; instances++) {
        try (PublishedRun run = new PublishedRun(instances)) {
          run.rates(Duration.ofSeconds(seconds));
        }
      }
    }
    System.exit(0);
  }

  private void rates(Duration duration) throws InterruptedException {
    Watcher watcher = new Watcher(client, apps.get(apps.size() - 1).address());
    Submitter submitter = new Submitter(client, apps.get(0).address(), 0);
    submitter.submit(WARM_UP, AROUND);
    for (int rate : RATES) {
      Duration time = rate == 1 ? duration.multipliedBy(2) : duration;
      List<Sent> sent = submitter.submit(rate, time);
      List<Sent> accepted = sent.stream().filter(Sent::isAccepted).toList();
      await()
          .atMost(TIMEOUT)
          .until(() -> accepted.stream().allMatch(one -> watcher.knows(one.change())));
      System.out.printf(
          "%d instance(s), %3d changes a second: %s; answered %s; %d of %d accepted%n",
          apps.size(),
          rate,
          report(accepted.stream().mapToLong(s -> watcher.reported(s.change()) - s.due())),
          report(accepted.stream().mapToLong(s -> s.answered() - s.due())),
          accepted.size(),
          sent.size());
    }
  }

  private void outage(Duration duration, int perSecond) throws InterruptedException {
    Watcher watcher = new Watcher(client, apps.get(0).address());
    Submitter submitter = new Submitter(client, apps.get(0).address(), 0);
    print("before", submitter.submit(perSecond, AROUND));
    redis.kill();
    List<Sent> during = submitter.submit(perSecond, duration);
    print("while Redis is down", during);
    long last = submitter.lastOrder();
    String taken = "SELECT count(*) FROM orders WHERE status = 'MANUFACTURING_STARTED' AND id <= ";
    System.out.printf(
        "accepted meanwhile %d, published meanwhile %d; all orders taken %d of %d%n",
        during.stream().filter(Sent::isAccepted).count(),
        during.stream().filter(s -> watcher.knows(s.change())).count(),
        postgres.number(taken + last),
        last);
    redis.start();
    long back = System.nanoTime();
    String unfinished =
        "SELECT count(*) FROM status_change WHERE state = 'PENDING' OR NOT published";
    await().atMost(TIMEOUT).until(() -> postgres.number(unfinished) == 0);
    double seconds = (System.nanoTime() - back) / 1e9;
    print("afterwards", submitter.submit(perSecond, AROUND));
    await().atMost(TIMEOUT).until(() -> postgres.number(unfinished) == 0);
    Map<String, Long> states = new TreeMap<>();
    for (String state : List.of("DONE", "REJECTED", "FAILED", "CANCELLED", "APPLIED")) {
      states.put(
          state,
          postgres.number("SELECT count(*) FROM status_change WHERE state = '" + state + "'"));
    }
    System.out.printf("all finished %.1f s after Redis was back: %s%n", seconds, states);
    System.out.printf(
        "orders taken %d of %d, in version 2 %d%n",
        postgres.number(taken + submitter.lastOrder()),
        submitter.lastOrder(),
        postgres.number("SELECT count(*) FROM orders WHERE version = 2"));
    if (states.getOrDefault("DONE", 0L) != submitter.lastOrder()) {
      throw new IllegalStateException("not all changes are done");
    }
  }

  private static void print(String when, List<Sent> sent) {
    Map<Integer, Long> statuses =
        sent.stream()
            .collect(Collectors.groupingBy(Sent::status, TreeMap::new, Collectors.counting()));
    System.out.printf(
        "%s: answers %s, %s%n",
        when, statuses, report(sent.stream().mapToLong(s -> s.answered() - s.due())));
  }

  private static String report(LongStream nanos) {
    Percentiles answered = new Percentiles(nanos);
    return "p50 %.1f, p99 %.1f, max %.1f ms"
        .formatted(answered.millis(0.5), answered.millis(0.99), answered.millis(1));
  }

  @Override
  public void close() {
    apps.forEach(AppProcess::close);
    redis.close();
  }
}
