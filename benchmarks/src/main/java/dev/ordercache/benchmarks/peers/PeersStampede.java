package dev.ordercache.benchmarks.peers;

import dev.ordercache.benchmarks.peers.PeerCache.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets 64 threads read one cold entry at once, in one instance and spread over two, counts the
 * loads, and measures the time until all have their answer. A load takes 20 ms besides its
 * statement. Argument: the number of rounds (30 by default).
 */
public final class PeersStampede {

  private static final int THREADS = 64;
  private static final int ORDERS = 1_000;
  private static final int WARM_UPS = 5;
  private static final Duration LOAD = Duration.ofMillis(20);

  private final Instances instances;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private int stampedes;

  private PeersStampede() throws Exception {
    instances = new Instances(ORDERS, () -> {}, () -> LockSupport.parkNanos(this, LOAD.toNanos()));
  }

  /** The cost of the stampedes of one peer on one or two instances. */
  private record Cost(List<Long> loads, List<Double> millis) {

    private static double median(List<? extends Number> numbers) {
      double[] sorted = numbers.stream().mapToDouble(Number::doubleValue).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    private static double max(List<? extends Number> numbers) {
      return Arrays.stream(numbers.toArray(Number[]::new))
          .mapToDouble(Number::doubleValue)
          .max()
          .orElse(0);
    }

    String report() {
      return "%.0f (%.0f) | %.0f (%.0f)"
          .formatted(median(loads), max(loads), median(millis), max(millis));
    }
  }

  /** Runs the stampedes of all peers in turns and prints the table. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    PeersStampede stampede = new PeersStampede();
    stampede.run(rounds);
    stampede.instances.close();
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    List<Peer> peers = new ArrayList<>(Peers.others());
    peers.add(Peers.slow());
    peers.add(OrderCaches.peer());
    Map<Peer, List<PeerCache>> caches = new LinkedHashMap<>();
    for (Peer peer : peers) {
      caches.put(peer, instances.open(peer));
    }
    Map<Peer, Cost> one = new LinkedHashMap<>();
    Map<Peer, Cost> two = new LinkedHashMap<>();
    for (int round = -WARM_UPS; round < rounds; round++) {
      for (Map.Entry<Peer, List<PeerCache>> entry : caches.entrySet()) {
        add(one, entry.getKey(), entry.getValue().subList(0, 1), round);
        add(two, entry.getKey(), entry.getValue(), round);
      }
    }
    System.out.printf("one load by one thread: %.1f ms%n", oneLoad(rounds));
    System.out.printf(
        "%d rounds; median (max)%n| peer | loads, one instance | ms | loads, two | ms |%n"
            + "|---|---|---|---|---|%n",
        rounds);
    for (Peer peer : peers) {
      System.out.printf("| %s | %s | %s |%n", peer.name(), report(one, peer), report(two, peer));
    }
  }

  /** The minimum cost of a stampede: the median of single reads without a cache. */
  private double oneLoad(int rounds) {
    List<Double> millis = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      long began = System.nanoTime();
      instances.load(1 + round % ORDERS);
      millis.add((System.nanoTime() - began) / 1e6);
    }
    return Cost.median(millis);
  }

  private static String report(Map<Peer, Cost> costs, Peer peer) {
    Cost cost = costs.get(peer);
    return cost == null ? "-" : cost.report();
  }

  private void add(Map<Peer, Cost> costs, Peer peer, List<PeerCache> caches, int round)
      throws Exception {
    long loadsBefore = instances.loads();
    double millis = stampede(caches);
    if (round >= 0) {
      Cost cost =
          costs.computeIfAbsent(peer, key -> new Cost(new ArrayList<>(), new ArrayList<>()));
      cost.loads().add(instances.loads() - loadsBefore);
      cost.millis().add(millis);
    }
  }

  /** The milliseconds from the start of all to the last answer. */
  private double stampede(List<PeerCache> caches) throws Exception {
    int number = stampedes++;
    Entry entry = new Entry(1 + number % ORDERS, (1 + number % ORDERS) + ":" + number);
    caches.get(0).makeCold(entry);
    long[] began = new long[1];
    CyclicBarrier start = new CyclicBarrier(THREADS, () -> began[0] = System.nanoTime());
    List<Future<Long>> ends = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      PeerCache cache = caches.get(thread % caches.size());
      ends.add(
          threads.submit(
              () -> {
                start.await();
                cache.version(entry);
                return System.nanoTime();
              }));
    }
    long last = 0;
    for (Future<Long> end : ends) {
      last = Math.max(last, end.get() - began[0]);
    }
    return last / 1e6;
  }
}
