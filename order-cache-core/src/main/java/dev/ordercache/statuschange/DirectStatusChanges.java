package dev.ordercache.statuschange;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.cacheaside.OrderCache;
import dev.ordercache.invalidation.Invalidation;
import dev.ordercache.invalidation.InvalidationPolicy;
import java.util.List;
import java.util.Set;

/**
 * Changes statuses in the call: commits in the database, then invalidates the cache. An
 * invalidation that fails is left to the relay, which finds the change in the log; the caller need
 * not know. Safe for use by many threads.
 */
public final class DirectStatusChanges {

  private static final System.Logger LOG = System.getLogger(DirectStatusChanges.class.getName());

  private final StatusChangeStore store;
  private final OrderCache cache;
  private final Workflow workflow;
  private final InvalidationPolicy policy;

  /** Changes in this store, seen through this cache. */
  public DirectStatusChanges(
      StatusChangeStore store, OrderCache cache, StatusChangeSettings settings) {
    this.store = store;
    this.cache = cache;
    this.workflow = settings.workflow();
    this.policy = settings.policy();
  }

  /**
   * Makes a change, or says why not.
   *
   * @throws IllegalArgumentException if the workflow does not have the wanted status
   * @throws StatusChangeException if the database can not be reached
   */
  public StatusChangeResult submit(StatusChange change) {
    if (!workflow.statuses().contains(change.to())) {
      throw new IllegalArgumentException("the workflow has no status " + change.to());
    }
    StatusChangeStore.Outcome outcome = store.apply(change, workflow.sources(change.to()));
    if (outcome instanceof StatusChangeStore.Outcome.Applied applied) {
      boolean invalidated = invalidate(Invalidation.after(applied.change(), policy));
      OrderStatus from = applied.change().before();
      return new StatusChangeResult.Applied(
          from == null ? applied.order().status() : from, applied.order(), invalidated);
    }
    Order current = ((StatusChangeStore.Outcome.Refused) outcome).current();
    return current == null
        ? new StatusChangeResult.UnknownOrder(change.order())
        : refusal(change, current);
  }

  /** Whatever the cache throws, the change is committed and its caller must learn that. */
  private boolean invalidate(Invalidation invalidation) {
    try {
      cache.invalidate(List.of(invalidation));
      return true;
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Invalidation is left to the relay: {0}: {1}",
          invalidation,
          e.getMessage());
      return false;
    }
  }

  private StatusChangeResult refusal(StatusChange change, Order current) {
    String assignee = current.assignee();
    if (current.version() == change.expectedVersion()) {
      Set<OrderStatus> allowed = workflow.targets(current.status());
      return new StatusChangeResult.NotAllowed(current, allowed);
    }
    if (assignee != null
        && !assignee.equals(change.assignee())
        && current.status().equals(change.to())) {
      return new StatusChangeResult.Taken(current.id(), assignee, current.updatedAt());
    }
    return new StatusChangeResult.StaleVersion(current);
  }
}
