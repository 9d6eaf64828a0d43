package dev.ordercache.cacheaside;

import dev.ordercache.Answer;
import dev.ordercache.ForwardingOrderQuery;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.CacheKey.PageKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.NearCache;
import java.util.function.Supplier;

/**
 * Answers lists and counts from this process' memory while a {@link NearCache} has them, and
 * everything else from the query behind it, which counts and remembers what was answered from
 * memory as if it had looked it up. Safe for use by many threads.
 */
public final class NearOrderQuery extends ForwardingOrderQuery {

  private final NearCache near;
  private final CacheAsideOrderQuery cacheAside;

  /** Looks into memory before it asks the next. */
  public NearOrderQuery(NearCache near, CacheAsideOrderQuery next) {
    super(next);
    this.near = near;
    this.cacheAside = next;
  }

  @Override
  public Answer<OrderPage> list(PageRequest request) {
    Answer<OrderPage> answer = read(PageKey.holding(request), () -> next.list(request));
    return answer.with(answer.value().cut(request));
  }

  @Override
  public Answer<Long> count(OrderStatus status) {
    return read(new CountKey(status), () -> next.count(status));
  }

  private <V> Answer<V> read(CacheKey<V> key, Supplier<Answer<V>> otherwise) {
    Lookup.Hit<V> hit = near.get(key);
    if (hit == null) {
      return otherwise.get();
    }
    cacheAside.answered(key, hit.snapshot());
    return Answer.hit(hit.snapshot(), hit.generation());
  }
}
