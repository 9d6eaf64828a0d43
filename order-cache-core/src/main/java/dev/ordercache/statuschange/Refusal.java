package dev.ordercache.statuschange;

import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a status change was not made: the order was not in the required state. */
public sealed interface Refusal {

  /** There is no such order. */
  record UnknownOrder() implements Refusal {}

  /**
   * The order was changed since the version that the submitter has seen.
   *
   * @param status its status when the change was refused
   * @param version its version then
   */
  record StaleVersion(OrderStatus status, long version) implements Refusal {}

  /**
   * The workflow does not allow a step from the order's status to the requested one, or that step
   * cannot be undone.
   */
  record NotAllowed(OrderStatus status) implements Refusal {}

  /**
   * Another principal has already taken the order.
   *
   * @param assignee the assignee when the change was refused
   * @param since when the assignee took it; if that is no longer known, when the order was last
   *     changed
   */
  record Taken(String assignee, Instant since) implements Refusal {}

  /** Given up after several attempts; the last failed with this text. */
  record Failure(@Nullable String text) implements Refusal {}

  /** It cannot be undone, because it is in a state in which it has no effect on the order. */
  record NothingToUndo(ChangeState state) implements Refusal {}

  /**
   * It cannot be undone, because the previous assignee is one that no {@link StatusChange} may
   * name.
   */
  record NotRestorable() implements Refusal {}
}
