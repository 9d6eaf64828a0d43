package dev.ordercache.app.http;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.preload.BackgroundPreload;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Invalidation by hand, preloading again, and the report of the consistency checker. */
final class CacheEndpoints {

  private final OrderCache cache;
  private final BackgroundPreload preload;
  private final Supplier<ConsistencyReport> consistency;
  private final ApiRequest.Parser<OrderStatus> statuses;

  CacheEndpoints(
      OrderCache cache,
      BackgroundPreload preload,
      Supplier<ConsistencyReport> consistency,
      ApiRequest.Parser<OrderStatus> statuses) {
    this.cache = cache;
    this.preload = preload;
    this.consistency = consistency;
    this.statuses = statuses;
  }

  ApiResponse forgetOrder(ApiRequest call) {
    OrderId id = call.path("id", OrderId::parse);
    call.query(Set.of());
    return forget(Invalidation.of(new CacheEntry.OrderEntry(id)));
  }

  ApiResponse forgetList(ApiRequest call) {
    OrderStatus status = call.path("status", statuses);
    call.query(Set.of());
    return forget(Invalidation.of(new CacheEntry.ListEntry(status)));
  }

  /** Refuses parameters, because a caller who sends one intends to restrict the invalidation. */
  ApiResponse forgetEverything(ApiRequest call) {
    call.query(Set.of());
    return forget(new Invalidation.Everything());
  }

  /** Starts the preload; the answer to the next request and the metrics show its progress. */
  ApiResponse preload(ApiRequest call) {
    call.query(Set.of());
    preload.start();
    return ApiResponse.json(202, preload.progress());
  }

  /** The report of this instance only, about the changes that its relay applied as the leader. */
  ApiResponse consistency(ApiRequest call) {
    call.query(Set.of());
    return ApiResponse.json(200, consistency.get());
  }

  private ApiResponse forget(Invalidation invalidation) {
    cache.invalidate(List.of(invalidation));
    return ApiResponse.empty(204);
  }
}
