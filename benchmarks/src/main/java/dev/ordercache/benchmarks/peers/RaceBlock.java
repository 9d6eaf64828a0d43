package dev.ordercache.benchmarks.peers;

import dev.ordercache.benchmarks.peers.Contestant.Rule;
import dev.ordercache.benchmarks.peers.PeerCache.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Some rounds of one contestant, each with an entry of its own. In a round three readers and one
 * writer start together, each on one of the two instances; every second entry is cached by both
 * beforehand. Several rounds run at once. After the last round has ended and all is quiet, every
 * entry is read from both instances.
 */
final class RaceBlock {

  static final int READERS = 3;
  static final int TRACKS = 4;

  /** Longer than asynchronous deletions, messages between the instances and the relay take. */
  private static final Duration QUIET = Duration.ofMillis(300);

  private final Instances instances;
  private final Contestant contestant;
  private final Pace pace;
  private final long seed;
  private final List<Entry> entries;
  private final Set<Entry> stale = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failures = new AtomicInteger();

  RaceBlock(Instances instances, Contestant contestant, Pace pace, long seed, List<Entry> entries) {
    this.instances = instances;
    this.contestant = contestant;
    this.pace = pace;
    this.seed = seed;
    this.entries = entries;
  }

  void run(ExecutorService threads, Duration longestPause, Contestant.Tally tally)
      throws Exception {
    pace.longest(Duration.ZERO);
    forEveryEntry(threads, this::prepare);
    pace.longest(longestPause);
    long began = System.nanoTime();
    List<Future<?>> roles = new ArrayList<>();
    for (int track = 0; track < TRACKS; track++) {
      roles.addAll(start(threads, track));
    }
    await(roles);
    tally.add(entries.size(), Duration.ofNanos(System.nanoTime() - began));
    pace.longest(Duration.ZERO);
    LockSupport.parkNanos(this, QUIET.toNanos());
    check(threads, tally);
  }

  private void prepare(int index) {
    Entry entry = entries.get(index);
    contestant.caches().get(0).makeCold(entry);
    if (index % 2 == 0) {
      contestant.caches().forEach(cache -> cache.version(entry));
    }
  }

  /** Reads every entry from both instances; no writer changes the rows meanwhile. */
  private void check(ExecutorService threads, Contestant.Tally tally) throws Exception {
    Map<Long, Long> versions = instances.rows().versions();
    long loadsBefore = instances.loads();
    forEveryEntry(
        threads,
        index -> {
          Entry entry = entries.get(index);
          if (oldest(entry) < versions.getOrDefault(entry.order(), 0L)) {
            stale.add(entry);
          }
        });
    tally.addFinalReads(2L * entries.size(), instances.loads() - loadsBefore);
    tally.addStale(stale.size());
    tally.addFailures(failures.get());
  }

  /** Runs an action for every entry. */
  private void forEveryEntry(ExecutorService threads, IntConsumer work) throws Exception {
    List<Future<?>> tracks = new ArrayList<>();
    for (int track = 0; track < TRACKS; track++) {
      int first = track;
      tracks.add(
          threads.submit(
              () -> {
                for (int i = first; i < entries.size(); i += TRACKS) {
                  work.accept(i);
                }
              }));
    }
    await(tracks);
  }

  private static void await(List<Future<?>> tasks) throws Exception {
    for (Future<?> task : tasks) {
      task.get();
    }
  }

  private List<Future<?>> start(ExecutorService threads, int track) {
    CyclicBarrier barrier = new CyclicBarrier(READERS + 1);
    List<Future<?>> roles = new ArrayList<>();
    for (int role = 0; role <= READERS; role++) {
      SplittableRandom random = new SplittableRandom(seed + track * 16L + role);
      boolean writes = role == READERS;
      roles.add(
          threads.submit(
              () -> {
                runTrack(track, barrier, random, writes);
                return null;
              }));
    }
    return roles;
  }

  private void runTrack(int track, CyclicBarrier barrier, SplittableRandom random, boolean writes)
      throws InterruptedException, BrokenBarrierException {
    for (int i = track; i < entries.size(); i += TRACKS) {
      Entry entry = entries.get(i);
      PeerCache cache = contestant.caches().get(random.nextInt(contestant.caches().size()));
      barrier.await();
      OrderRows.@Nullable Update update = null;
      try {
        pace.pause();
        if (writes) {
          update = write(cache, entry);
        } else {
          cache.version(entry);
        }
      } catch (RuntimeException e) {
        failures.incrementAndGet();
      }
      if (contestant.rule() == Rule.READ_AT_ONCE) {
        barrier.await();
        if (update != null && oldest(entry) < update.version()) {
          stale.add(entry);
        }
      }
    }
  }

  private OrderRows.Update write(PeerCache cache, Entry entry) {
    OrderRows.Update update = instances.rows().update(entry.order());
    if (contestant.rule() != Rule.PLAIN_SQL) {
      pace.pause();
      cache.evict(entry, update);
    }
    return update;
  }

  private long oldest(Entry entry) {
    return contestant.caches().stream()
        .mapToLong(cache -> cache.version(entry))
        .min()
        .orElseThrow();
  }
}
