package dev.ordercache.plan;

import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Workflow;
import dev.ordercache.cache.InvalidationPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The configuration that all parts of an order cache share. Each part reads its values from here;
 * its limits and timeouts are in its own settings. All instances that share a cache must have the
 * same plan.
 *
 * @param namespace separates this cache from others in the same Redis, 1 to 64 letters, digits,
 *     underscores and hyphens
 * @param table the table of orders
 * @param workflow the statuses of an order, and the allowed changes
 * @param cachedStatuses the statuses whose lists and counts are cached, preloaded and checked, in
 *     this order; other lists come from the database
 * @param pageSize the default number of orders per page, 1 to {@value PageRequest#MAX_LIMIT}; pages
 *     of this size are preloaded and checked
 * @param policy the entries that a change makes stale
 * @param stalenessBound an answer from the cache reflects every change that was committed longer
 *     ago than this; 1 ms to 365 days
 * @param ttl an entry's time to live, within 10 %, which reads do not extend; 1 ms to 365 days
 * @param negativeTtl the same for "no such order"
 * @param nearCache whether an instance returns the cached lists from its own memory, while Redis
 *     confirms them
 */
public record CachePlan(
    String namespace,
    OrdersTable table,
    Workflow workflow,
    Set<OrderStatus> cachedStatuses,
    int pageSize,
    InvalidationPolicy policy,
    Duration stalenessBound,
    Duration ttl,
    Duration negativeTtl,
    boolean nearCache) {

  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * @throws IllegalArgumentException if a value is out of its range, or a cached status is not one
   *     of the workflow's; the message begins with the value's name
   */
  public CachePlan {
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace: must be 1 to 64 letters, digits, underscores and hyphens");
    }
    cachedStatuses = Collections.unmodifiableSet(new LinkedHashSet<>(cachedStatuses));
    for (OrderStatus status : cachedStatuses) {
      if (!workflow.statuses().contains(status)) {
        throw new IllegalArgumentException("cachedStatuses: the workflow has no status " + status);
      }
    }
    if (pageSize < 1 || pageSize > PageRequest.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "pageSize: must be 1 to " + PageRequest.MAX_LIMIT + ", not " + pageSize);
    }
    requireDuration("stalenessBound", stalenessBound);
    requireDuration("ttl", ttl);
    requireDuration("negativeTtl", negativeTtl);
  }

  private static void requireDuration(String name, Duration duration) {
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": must be 1 millisecond to 365 days, not " + duration);
    }
  }

  /**
   * The plan of the demonstration shop: namespace "default", the table {@code orders}, the usual
   * workflow with the lists of {@code MANUFACTURING_APPROVED} to {@code PACKAGING} cached in pages
   * of 50, a staleness bound of 2 s, a time to live of an hour (10 s for "no such order"), and a
   * near cache.
   */
  public static CachePlan defaults() {
    return builder().build();
  }

  /** Begins with the values of {@link #defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with the values of this plan. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Sets values in any order; {@link #build} validates the plan. */
  public static final class Builder {

    private String namespace = "default";
    private OrdersTable table = OrdersTable.defaults();
    private Workflow workflow = Workflow.defaults();
    private Set<OrderStatus> cachedStatuses =
        new LinkedHashSet<>(Workflow.defaults().statuses().subList(4, 8));
    private int pageSize = 50;
    private InvalidationPolicy policy = InvalidationPolicy.orderAndLists();
    private Duration stalenessBound = Duration.ofSeconds(2);
    private Duration ttl = Duration.ofHours(1);
    private Duration negativeTtl = Duration.ofSeconds(10);
    private boolean nearCache = true;

    private Builder() {}

    private Builder(CachePlan plan) {
      namespace = plan.namespace;
      table = plan.table;
      workflow = plan.workflow;
      cachedStatuses = plan.cachedStatuses;
      pageSize = plan.pageSize;
      policy = plan.policy;
      stalenessBound = plan.stalenessBound;
      ttl = plan.ttl;
      negativeTtl = plan.negativeTtl;
      nearCache = plan.nearCache;
    }

    /** Sets {@link CachePlan#namespace}. */
    public Builder namespace(String name) {
      namespace = name;
      return this;
    }

    /** Sets {@link CachePlan#table}. */
    public Builder table(OrdersTable orders) {
      table = orders;
      return this;
    }

    /** Sets {@link CachePlan#workflow}; the cached statuses must be among its own. */
    public Builder workflow(Workflow statuses) {
      workflow = statuses;
      return this;
    }

    /** Sets {@link CachePlan#cachedStatuses}. */
    public Builder cachedStatuses(Set<OrderStatus> statuses) {
      cachedStatuses = statuses;
      return this;
    }

    /** Sets {@link CachePlan#pageSize}. */
    public Builder pageSize(int orders) {
      pageSize = orders;
      return this;
    }

    /** Sets {@link CachePlan#policy}. */
    public Builder policy(InvalidationPolicy invalidation) {
      policy = invalidation;
      return this;
    }

    /** Sets {@link CachePlan#stalenessBound}. */
    public Builder stalenessBound(Duration bound) {
      stalenessBound = bound;
      return this;
    }

    /** Sets {@link CachePlan#ttl}. */
    public Builder ttl(Duration life) {
      ttl = life;
      return this;
    }

    /** Sets {@link CachePlan#negativeTtl}, at most the other time to live in any case. */
    public Builder negativeTtl(Duration life) {
      negativeTtl = life;
      return this;
    }

    /** Sets {@link CachePlan#nearCache}. */
    public Builder nearCache(boolean wanted) {
      nearCache = wanted;
      return this;
    }

    /**
     * The plan.
     *
     * @throws IllegalArgumentException as {@link CachePlan#CachePlan the constructor}
     */
    public CachePlan build() {
      return new CachePlan(
          namespace,
          table,
          workflow,
          cachedStatuses,
          pageSize,
          policy,
          stalenessBound,
          ttl,
          negativeTtl.compareTo(ttl) < 0 ? negativeTtl : ttl,
          nearCache);
    }
  }
}
