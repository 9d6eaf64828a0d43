package dev.ordercache.cacheaside;

import dev.ordercache.Answer;
import dev.ordercache.Generation;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderQueryException;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One read of many orders through the cache, in three steps: one lookup, one read of the database
 * for all missing orders, one fill. Orders that another loader is reading are looked up again, and
 * after its lease has expired read without filling. Used once, by one thread.
 */
final class BatchRead {

  private final Map<OrderId, Answer<Optional<Order>>> answers = new HashMap<>();
  private final Set<OrderId> missing = new LinkedHashSet<>();
  private final List<Lease<Optional<Order>>> leases = new ArrayList<>();
  private final Map<OrderId, Snapshot<Optional<Order>>> fallbacks = new HashMap<>();
  private final FailOpenCache cache;

  BatchRead(FailOpenCache cache) {
    this.cache = cache;
  }

  Map<OrderId, Answer<Optional<Order>>> findAll(
      Set<OrderId> ids, Function<Set<OrderId>, Map<OrderId, Answer<Optional<Order>>>> loader) {
    LeaseWait wait = new LeaseWait();
    Set<OrderId> open = ids;
    while (true) {
      Map<OrderId, Duration> busy = lookUp(open);
      load(loader);
      if (busy.isEmpty()) {
        return answers;
      }
      if (!wait.pause(Collections.max(busy.values()))) {
        missing.addAll(busy.keySet());
        load(loader);
        return answers;
      }
      open = busy.keySet();
    }
  }

  /**
   * Looks up orders, and returns those that others are loading, with the time that their leases
   * last.
   */
  private Map<OrderId, Duration> lookUp(Set<OrderId> ids) {
    List<OrderKey> keys = ids.stream().map(OrderKey::new).toList();
    List<Lookup<Optional<Order>>> lookups = cache.lookup(keys);
    Map<OrderId, Duration> busy = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      OrderId id = keys.get(i).id();
      if (lookups.get(i) instanceof Lookup.Busy<Optional<Order>> other) {
        busy.put(id, other.remaining());
      } else {
        sort(id, lookups.get(i));
      }
    }
    return busy;
  }

  private void sort(OrderId id, Lookup<Optional<Order>> lookup) {
    if (lookup instanceof Lookup.Hit<Optional<Order>> hit) {
      answers.put(id, Answer.hit(hit.snapshot(), hit.generation()));
      return;
    }
    missing.add(id);
    if (lookup instanceof Lookup.Leased<Optional<Order>> leased) {
      leases.add(leased.lease());
    } else if (lookup instanceof Lookup.Unverified<Optional<Order>> unverified) {
      Snapshot<Optional<Order>> snapshot = unverified.snapshot();
      if (snapshot != null) {
        fallbacks.put(id, snapshot);
      }
    }
  }

  private void load(Function<Set<OrderId>, Map<OrderId, Answer<Optional<Order>>>> loader) {
    if (missing.isEmpty()) {
      return;
    }
    try {
      answers.putAll(loader.apply(missing));
      missing.forEach(this::requireAnswer);
    } catch (RuntimeException | Error e) {
      cache.release(leases);
      if (!(e instanceof OrderQueryException failure)
          || !CacheAsideOrderQuery.mayBeReplaced(failure)
          || fallbacks.size() < missing.size()) {
        throw e;
      }
      fallbacks.forEach((id, snapshot) -> answers.put(id, Answer.stale(snapshot)));
    }
    if (!leases.isEmpty()) {
      fill();
    }
    missing.clear();
    leases.clear();
    fallbacks.clear();
  }

  private void fill() {
    List<Fill<Optional<Order>>> fills = new ArrayList<>(leases.size());
    for (Lease<Optional<Order>> lease : leases) {
      fills.add(new Fill<>(lease, requireAnswer(idOf(lease)).snapshot()));
    }
    List<Boolean> filled = cache.fill(fills);
    for (int i = 0; i < leases.size(); i++) {
      Lease<Optional<Order>> lease = leases.get(i);
      Generation generation = filled.get(i) ? lease.generation() : null;
      Snapshot<Optional<Order>> snapshot = requireAnswer(idOf(lease)).snapshot();
      answers.put(idOf(lease), Answer.miss(snapshot, generation));
    }
  }

  private Answer<Optional<Order>> requireAnswer(OrderId id) {
    Answer<Optional<Order>> answer = answers.get(id);
    if (answer == null) {
      throw new OrderQueryException("the database gave no answer about order " + id, null);
    }
    return answer;
  }

  private static OrderId idOf(Lease<Optional<Order>> lease) {
    return ((OrderKey) lease.key()).id();
  }
}
