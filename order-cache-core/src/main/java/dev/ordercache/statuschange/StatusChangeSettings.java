package dev.ordercache.statuschange;

import dev.ordercache.Workflow;
import dev.ordercache.invalidation.InvalidationPolicy;

/**
 * Settings of status changes.
 *
 * @param workflow which changes are allowed
 * @param policy what a change touches; must be the relay's own policy, because the relay leaves out
 *     what a status change has marked as done
 */
public record StatusChangeSettings(Workflow workflow, InvalidationPolicy policy) {

  /** The default workflow; a change touches the order and its lists. */
  public static StatusChangeSettings defaults() {
    return new StatusChangeSettings(Workflow.defaults(), InvalidationPolicy.orderAndLists());
  }
}
