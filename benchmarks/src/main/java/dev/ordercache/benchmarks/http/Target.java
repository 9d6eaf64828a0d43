package dev.ordercache.benchmarks.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One kind of request, and what the server has spent on it in each round. */
final class Target implements AutoCloseable {

  private static final int NANOS_OF_MICRO = 1_000;

  private final String name;
  private final String pool;
  private final KeptConnection connection;
  private final List<Double> micros = new ArrayList<>();
  private final List<Double> bytes = new ArrayList<>();

  /**
   * Not measured yet.
   *
   * @param pool the name of the server's threads
   */
  Target(String name, String pool, KeptConnection connection) {
    this.name = name;
    this.pool = pool;
    this.connection = connection;
  }

  /** Sends this number of requests, whose costs are not kept. */
  void warmUp(int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      connection.head();
    }
  }

  /** Sends requests for a time. */
  void measure(Duration time) throws IOException {
    ThreadCosts before = ThreadCosts.of(pool);
    double requests = ask(time);
    ThreadCosts spent = ThreadCosts.of(pool).since(before);
    micros.add(spent.cpuNanos() / requests / NANOS_OF_MICRO);
    bytes.add(spent.bytes() / requests);
  }

  private int ask(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    int requests = 0;
    while (System.nanoTime() < end) {
      connection.head();
      requests++;
    }
    return requests;
  }

  /** One line: the medians, and the median of the ratios to another target round by round. */
  String report(Target base) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < micros.size(); round++) {
      ratios.add(micros.get(round) / base.micros.get(round));
    }
    return "%-28s %6.1f µs  %7.0f bytes allocated  %5.2f times %s"
        .formatted(name, median(micros), median(bytes), median(ratios), base.name);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
