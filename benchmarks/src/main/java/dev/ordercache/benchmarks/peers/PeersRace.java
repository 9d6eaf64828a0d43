package dev.ordercache.benchmarks.peers;

import dev.ordercache.benchmarks.peers.Contestant.Rule;
import dev.ordercache.benchmarks.peers.Contestant.Tally;
import dev.ordercache.benchmarks.peers.PeerCache.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * Counts the entries that stay stale after racing readers and writers, on a real PostgreSQL and a
 * real Redis, for this project and for its peers in turns. Arguments: the number of rounds of this
 * project (100,000 by default; a peer runs a fifth of them), and a seed for the choices of
 * instances and pauses.
 */
public final class PeersRace {

  private static final int ORDERS = 2_000;
  private static final Duration PAUSES = Duration.ofNanos(400_000);

  private final Instances instances;
  private final Pace pace;
  private final long seed;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(RaceBlock.TRACKS * (RaceBlock.READERS + 1));
  private final Map<Contestant, Map<Boolean, Tally>> tallies = new LinkedHashMap<>();
  private int blocks;

  private PeersRace(long seed) throws Exception {
    this.seed = seed;
    this.pace = new Pace(seed);
    this.instances = new Instances(ORDERS, pace::pause, pace::pause);
  }

  /** Runs the race and prints the table. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.printf("rounds %,d, seed %d%n", rounds, seed);
    PeersRace race = new PeersRace(seed);
    race.enter(rounds);
    long began = System.nanoTime();
    race.run();
    race.print();
    System.out.printf("%.0f s%n", (System.nanoTime() - began) / 1e9);
    race.instances.close();
    System.exit(0);
  }

  /** Half of the rounds are with pauses, half without. */
  private void enter(int rounds) {
    int few = Math.max(ORDERS, rounds / 10);
    for (Peer peer : Peers.others()) {
      add(new Contestant(peer.name(), few, instances.open(peer), Rule.USUAL));
    }
    Peer slow = Peers.slow();
    add(new Contestant(slow.name(), ORDERS / 4, instances.open(slow), Rule.USUAL));
    Peer ours = OrderCaches.peer();
    List<PeerCache> caches = instances.open(ours);
    int half = Math.max(ORDERS, rounds / 2);
    add(new Contestant(ours.name(), half, caches, Rule.USUAL));
    add(new Contestant(ours.name() + ", read at once", half / 2, caches, Rule.READ_AT_ONCE));
    add(new Contestant(ours.name() + ", writer is SQL", few, caches, Rule.PLAIN_SQL));
  }

  private void add(Contestant contestant) {
    tallies.put(contestant, Map.of(true, new Tally(), false, new Tally()));
  }

  /** In turns, so that other load on the machine affects all alike. */
  private void run() throws Exception {
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<Contestant, Map<Boolean, Tally>> entry : tallies.entrySet()) {
        for (boolean paused : new boolean[] {true, false}) {
          Contestant contestant = entry.getKey();
          Tally tally = entry.getValue().getOrDefault(paused, new Tally());
          long left = contestant.rounds() - tally.rounds();
          if (left > 0) {
            runBlock(contestant, (int) Math.min(left, ORDERS), paused, tally);
            more = true;
          }
        }
      }
    }
  }

  private void runBlock(Contestant contestant, int rounds, boolean paused, Tally tally)
      throws Exception {
    int block = blocks++;
    List<Entry> entries =
        new ArrayList<>(
            LongStream.rangeClosed(1, rounds)
                .mapToObj(order -> new Entry(order, order + ":" + block))
                .toList());
    new RaceBlock(instances, contestant, pace, seed + block * 1_000L, entries)
        .run(threads, paused ? PAUSES : Duration.ZERO, tally);
  }

  private void print() {
    System.out.println(
        "| peer | rounds | stale per 100,000, with pauses | without | rounds a second, hand-written"
            + " = 1 | final reads answered by the cache | failed calls |");
    System.out.println("|---|---|---|---|---|---|---|");
    double base = 0;
    for (Map.Entry<Contestant, Map<Boolean, Tally>> entry : tallies.entrySet()) {
      Tally paused = entry.getValue().getOrDefault(true, new Tally());
      Tally plain = entry.getValue().getOrDefault(false, new Tally());
      double speed = plain.roundsPerSecond();
      base = base == 0 ? speed : base;
      System.out.printf(
          "| %s | %,d | %s | %s | %.2f | %.0f %% | %d |%n",
          entry.getKey().name(),
          paused.rounds() + plain.rounds(),
          paused.stalePer100000(),
          plain.stalePer100000(),
          speed / base,
          50 * (paused.hitRatio() + plain.hitRatio()),
          paused.failures() + plain.failures());
    }
    System.out.printf("hand-written: %,.0f rounds a second without pauses%n", base);
  }
}
