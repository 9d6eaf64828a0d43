package dev.ordercache.statuschange;

import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a status change was not made: the order was not as it had to be. */
public sealed interface Refusal {

  /** There is no such order. */
  record UnknownOrder() implements Refusal {}

  /**
   * Somebody else has changed the order since the version that the submitter has seen.
   *
   * @param status its status when the change was refused
   * @param version its version then
   */
  record StaleVersion(OrderStatus status, long version) implements Refusal {}

  /**
   * The workflow does not lead from the order's status to the wanted one, or that step cannot be
   * undone.
   */
  record NotAllowed(OrderStatus status) implements Refusal {}

  /**
   * Somebody else was faster to take the order.
   *
   * @param assignee who had it when the change was refused
   * @param since when that person took it; if that is not known any more, when the order was last
   *     changed
   */
  record Taken(String assignee, Instant since) implements Refusal {}

  /** Given up after several attempts; the last failed with this text. */
  record Failure(@Nullable String text) implements Refusal {}

  /** It cannot be undone, because it is in a state in which it has no effect on the order. */
  record NothingToUndo(ChangeState state) implements Refusal {}

  /**
   * It cannot be undone, because the order had an assignee before whom no {@link StatusChange} may
   * name.
   */
  record NotRestorable() implements Refusal {}
}
