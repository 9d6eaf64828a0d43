package dev.ordercache.event;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * A notification that a value is to be read again. An event is published after the cache step, so
 * that a read in response to it sees the change. It may be delivered twice, and may be replaced by
 * {@link Reset}.
 */
public sealed interface Event {

  /**
   * The subject of an event: of two events with the same subject, the later one replaces the
   * earlier.
   */
  Object subject();

  /** An order changed, was inserted or deleted. */
  record OrderChanged(OrderId order) implements Event {

    @Override
    public Object subject() {
      return order;
    }
  }

  /**
   * A status' list changed: its cached pages are deleted, and its next ones have a new generation.
   */
  record ListChanged(OrderStatus status) implements Event {

    @Override
    public Object subject() {
      return status;
    }
  }

  /**
   * A status change reached a terminal state.
   *
   * @param change its id
   * @param principal the submitter of the change; no other principal receives the event
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

  /** Anything may have changed: events were lost, or were too many. Clients must read again. */
  record Reset() implements Event {

    @Override
    public Object subject() {
      return Reset.class;
    }
  }
}
