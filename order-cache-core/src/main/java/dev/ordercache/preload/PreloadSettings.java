package dev.ordercache.preload;

import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Workflow;
import java.time.Duration;
import java.util.Set;

/**
 * Settings of a {@link Preload}.
 *
 * @param statuses whose orders and lists are loaded
 * @param pageSize orders a page, 1 to {@value PageRequest#MAX_LIMIT}: the size that readers ask for
 * @param pages how many pages of each list, 0 or more
 * @param batch orders a read, 1 to 1,000
 * @param parallelism how many reads at a time, 1 to 64
 * @param patience how long to wait, before the first read, until somebody vouches for the cache
 */
public record PreloadSettings(
    Set<OrderStatus> statuses,
    int pageSize,
    int pages,
    int batch,
    int parallelism,
    Duration patience) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PreloadSettings {
    statuses = Set.copyOf(statuses);
    if (pageSize < 1 || pageSize > PageRequest.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "a page holds 1 to " + PageRequest.MAX_LIMIT + " orders, not " + pageSize);
    }
    if (pages < 0) {
      throw new IllegalArgumentException("0 or more pages can be preloaded, not " + pages);
    }
    if (batch < 1 || batch > 1_000) {
      throw new IllegalArgumentException("a batch is 1 to 1,000 orders, not " + batch);
    }
    if (parallelism < 1 || parallelism > 64) {
      throw new IllegalArgumentException("1 to 64 reads go on at a time, not " + parallelism);
    }
  }

  /**
   * The operators' statuses of the default workflow, 4 pages of 50, 500 orders a read, 4 reads, 10
   * s.
   */
  public static PreloadSettings defaults() {
    return new PreloadSettings(
        Workflow.defaults().operatorStatuses(), 50, 4, 500, 4, Duration.ofSeconds(10));
  }
}
