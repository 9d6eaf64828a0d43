package dev.ordercache.event;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * Something to read again. An event comes after the cache step, so that a read made because of it
 * sees the change. It may come twice, and may be replaced by {@link Reset}.
 */
public sealed interface Event {

  /**
   * What an event is about: of two with the same subject the later one makes the earlier needless.
   */
  Object subject();

  /** An order changed, was inserted or deleted. */
  record OrderChanged(OrderId order) implements Event {

    @Override
    public Object subject() {
      return order;
    }
  }

  /** A status' list changed: its cached pages are gone, and its next ones have a new generation. */
  record ListChanged(OrderStatus status) implements Event {

    @Override
    public Object subject() {
      return status;
    }
  }

  /**
   * A status change came to a state in which its submitter wants to know of it.
   *
   * @param change its id
   * @param principal whose change it is; nobody else is told
   * @param order the order that was to be changed
   * @param state any but {@code PENDING} and {@code APPLIED}
   * @param version the order's version that the change made, or null if it made none
   */
  record StatusChanged(
      long change, String principal, OrderId order, ChangeState state, @Nullable Long version)
      implements Event {

    @Override
    public Object subject() {
      return change;
    }
  }

  /** Anything may have changed: events were lost, or were too many. Whoever watches reads again. */
  record Reset() implements Event {

    @Override
    public Object subject() {
      return Reset.class;
    }
  }
}
