package dev.ordercache.consistency;

import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Settings of a {@link ConsistencyChecker}.
 *
 * @param within the times within which changes should be visible, ascending, each more than 0
 * @param stalenessBound the time after which nothing older may be shown: the relay's own
 * @param sample the share of changes, 0 to 1, after which the cached order and pages are compared
 *     with the database although nothing is suspicious
 * @param queue at most so many changes are followed at a time, 1 or more; others are dropped
 * @param lists the statuses whose lists are cached
 * @param pageSize orders a page, 1 to {@value PageRequest#MAX_LIMIT}: the size that readers ask for
 */
public record ConsistencySettings(
    List<Duration> within,
    Duration stalenessBound,
    double sample,
    int queue,
    Set<OrderStatus> lists,
    int pageSize) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ConsistencySettings {
    within = List.copyOf(within);
    lists = Set.copyOf(lists);
    Duration last = Duration.ZERO;
    for (Duration time : within) {
      if (time.compareTo(last) <= 0) {
        throw new IllegalArgumentException("the times must ascend from more than 0: " + within);
      }
      last = time;
    }
    if (stalenessBound.isNegative() || stalenessBound.isZero()) {
      throw new IllegalArgumentException("the staleness bound must be more than 0");
    }
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("a sample is a share from 0 to 1, not " + sample);
    }
    if (queue < 1) {
      throw new IllegalArgumentException("at least 1 change must be followed, not " + queue);
    }
    if (pageSize < 1 || pageSize > PageRequest.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "a page holds 1 to " + PageRequest.MAX_LIMIT + " orders, not " + pageSize);
    }
  }

  /**
   * 100 ms and 1 s, a bound of 2 s, 1 % sampled, 10,000 changes, the operators' statuses of the
   * default workflow, pages of 50.
   */
  public static ConsistencySettings defaults() {
    return new ConsistencySettings(
        List.of(Duration.ofMillis(100), Duration.ofSeconds(1)),
        Duration.ofSeconds(2),
        0.01,
        10_000,
        Workflow.defaults().operatorStatuses(),
        50);
  }

  /** These settings with another staleness bound. */
  public ConsistencySettings withStalenessBound(Duration bound) {
    return new ConsistencySettings(within, bound, sample, queue, lists, pageSize);
  }

  /** These settings for the lists of other statuses. */
  public ConsistencySettings withLists(Set<OrderStatus> others) {
    return new ConsistencySettings(within, stalenessBound, sample, queue, others, pageSize);
  }

  /** These settings with another sample. */
  public ConsistencySettings withSample(double share) {
    return new ConsistencySettings(within, stalenessBound, share, queue, lists, pageSize);
  }

  /** A tenth more than the bound, for clocks that do not go equally fast. */
  Duration settled() {
    return stalenessBound.plus(stalenessBound.dividedBy(10));
  }
}
