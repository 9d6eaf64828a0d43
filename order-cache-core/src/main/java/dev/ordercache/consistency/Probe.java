package dev.ordercache.consistency;

import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Lookup.Hit;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.plan.CachePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Checks changes at their stages: the order, and the first page and the count of the lists of its
 * old and its new status. Used by one thread; the count may be read by others.
 */
final class Probe {

  final LongAdder sampled = new LongAdder();

  private final CacheView view;
  private final Suspects suspects;
  private final CachePlan plan;
  private final List<Stage> stages;

  Probe(OrderCache cache, Suspects suspects, CachePlan plan, List<Stage> stages) {
    this.view = new CacheView(cache);
    this.suspects = suspects;
    this.plan = plan;
    this.stages = stages;
  }

  /**
   * Counts each check in its stage, as skipped if it is too late or fails.
   *
   * @throws RuntimeException if the cache or the database cannot be read
   */
  void check(List<Check> checks) {
    Set<Check> open = new LinkedHashSet<>(checks);
    try {
      checkInTime(checks, open);
    } finally {
      open.forEach(check -> stage(check).skipped.increment());
    }
  }

  private void checkInTime(List<Check> checks, Set<Check> open) {
    long began = System.nanoTime();
    Set<CacheKey<?>> keys = new LinkedHashSet<>();
    for (Check check : checks) {
      if (!stage(check).isOver(check.relayed(), began)) {
        keys.addAll(keysOf(check.relayed().change()));
      }
    }
    Map<CacheKey<?>, Hit<?>> hits = hits(keys);
    long ended = System.nanoTime();
    Map<CacheKey<?>, Hit<?>> wanted = new LinkedHashMap<>();
    Map<CacheKey<?>, Long> since = new HashMap<>();
    Map<Check, List<CacheKey<?>>> suspected = new LinkedHashMap<>();
    for (Check check : checks) {
      List<CacheKey<?>> suspicious = suspicious(check, hits);
      for (CacheKey<?> key : suspicious) {
        wanted.put(key, hit(key, hits));
        since.merge(key, check.relayed().committedBefore(), Probe::earlier);
      }
      if (!suspicious.isEmpty()) {
        suspected.put(check, suspicious);
      } else if (!stage(check).isOver(check.relayed(), ended)) {
        count(check, false, open);
      }
      addSamples(check, hits, wanted);
    }
    if (wanted.isEmpty()) {
      return;
    }
    Set<CacheKey<?>> outdated = suspects.compare(wanted, since);
    suspected.forEach(
        (check, suspicious) -> {
          boolean older = suspicious.stream().anyMatch(outdated::contains);
          if (older || !stage(check).isOver(check.relayed(), ended)) {
            count(check, older, open);
          }
        });
  }

  private void count(Check check, boolean showedOlder, Set<Check> open) {
    stage(check).count(showedOlder);
    open.remove(check);
  }

  private Stage stage(Check check) {
    return stages.get(check.stage());
  }

  private Map<CacheKey<?>, Hit<?>> hits(Set<CacheKey<?>> keys) {
    Map<CacheKey<?>, Hit<?>> hits = new HashMap<>();
    view.look(keys)
        .forEach(
            (key, lookup) -> {
              if (lookup instanceof Hit<?> hit) {
                hits.put(key, hit);
              }
            });
    return hits;
  }

  private List<CacheKey<?>> keysOf(OrderChange change) {
    List<CacheKey<?>> keys = new ArrayList<>();
    keys.add(new OrderKey(change.id()));
    addList(change.before(), keys);
    if (!Objects.equals(change.before(), change.after())) {
      addList(change.after(), keys);
    }
    return keys;
  }

  private void addList(@Nullable OrderStatus status, List<CacheKey<?>> keys) {
    if (status != null && plan.cachedStatuses().contains(status)) {
      PageRequest first = PageRequest.first(status, OrderSort.DUE, plan.pageSize());
      keys.add(PageKey.holding(first));
      keys.add(new CountKey(status));
    }
  }

  private List<CacheKey<?>> suspicious(Check check, Map<CacheKey<?>, Hit<?>> hits) {
    List<CacheKey<?>> suspicious = new ArrayList<>();
    for (CacheKey<?> key : keysOf(check.relayed().change())) {
      Hit<?> hit = hits.get(key);
      if (hit != null && Mismatch.isPossible(check.relayed(), hit.snapshot())) {
        suspicious.add(key);
      }
    }
    return suspicious;
  }

  /** Leaves out counts, because those of long lists are expensive. */
  private void addSamples(
      Check check, Map<CacheKey<?>, Hit<?>> hits, Map<CacheKey<?>, Hit<?>> wanted) {
    if (!check.sampled() || !stage(check).isBound()) {
      return;
    }
    sampled.increment();
    for (CacheKey<?> key : keysOf(check.relayed().change())) {
      Hit<?> hit = hits.get(key);
      if (hit != null && !(key instanceof CountKey)) {
        wanted.put(key, hit);
      }
    }
  }

  private static Hit<?> hit(CacheKey<?> key, Map<CacheKey<?>, Hit<?>> hits) {
    return Objects.requireNonNull(hits.get(key));
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }
}
