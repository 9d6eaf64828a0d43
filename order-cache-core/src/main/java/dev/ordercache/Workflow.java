package dev.ordercache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statuses of an order and the transitions between them, as data.
 *
 * @param statuses all statuses, from the first to the last of an order's life
 * @param transitions every allowed change
 */
public record Workflow(List<OrderStatus> statuses, Set<Transition> transitions) {

  /**
   * One allowed change.
   *
   * @param undoable whether the person who made it may undo it
   * @param assignment the effect on the assignee
   */
  public record Transition(
      OrderStatus from, OrderStatus to, boolean undoable, Assignment assignment) {

    /** A transition that keeps the assignee, unless the change names another. */
    public Transition(OrderStatus from, OrderStatus to, boolean undoable) {
      this(from, to, undoable, Assignment.KEEP);
    }
  }

  /** The effect of a transition on an order's assignee. */
  public enum Assignment {

    /** The assignee stays, unless the change names another. */
    KEEP,

    /** The assignee is the one that the change names, or else the requester of the change. */
    TAKE,

    /** The order has no assignee afterwards. */
    RELEASE
  }

  /**
   * @throws IllegalArgumentException if a transition names a status that is not among the statuses
   */
  public Workflow {
    statuses = List.copyOf(statuses);
    transitions = Set.copyOf(transitions);
    List<OrderStatus> known = statuses;
    transitions.stream()
        .flatMap(transition -> Stream.of(transition.from(), transition.to()))
        .filter(status -> !known.contains(status))
        .findFirst()
        .ifPresent(
            status -> {
              throw new IllegalArgumentException("the workflow has no status " + status);
            });
  }

  /**
   * The usual workflow: each status leads to the next, and an operator may release an order that
   * was taken into production or into packaging. Taking an order into production assigns it, and
   * releasing it from production removes the assignee. Every step except the first two and the last
   * can be undone.
   */
  public static Workflow defaults() {
    List<OrderStatus> statuses =
        Stream.of(
                "INITIATED",
                "FILE_UPLOADED",
                "SUBMITTED",
                "PRICE_CALCULATED",
                "MANUFACTURING_APPROVED",
                "MANUFACTURING_STARTED",
                "MANUFACTURING_COMPLETED",
                "PACKAGING",
                "SHIPPED",
                "CLOSED")
            .map(OrderStatus::new)
            .toList();
    Set<Transition> transitions = new LinkedHashSet<>();
    for (int i = 1; i < statuses.size(); i++) {
      transitions.add(
          new Transition(
              statuses.get(i - 1),
              statuses.get(i),
              i > 2 && i < 9,
              i == 5 ? Assignment.TAKE : Assignment.KEEP));
    }
    transitions.add(new Transition(statuses.get(5), statuses.get(4), true, Assignment.RELEASE));
    transitions.add(new Transition(statuses.get(7), statuses.get(6), true));
    return new Workflow(statuses, transitions);
  }

  /** The statuses to which an order in this status may change. */
  public Set<OrderStatus> targets(OrderStatus from) {
    return transitions.stream()
        .filter(transition -> transition.from().equals(from))
        .map(Transition::to)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The statuses from which an order may change to this one. */
  public Set<OrderStatus> sources(OrderStatus to) {
    return transitions.stream()
        .filter(transition -> transition.to().equals(to))
        .map(Transition::from)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a step to this status takes the order, so that another requester may already have it.
   */
  public boolean takes(OrderStatus to) {
    return transitions.stream()
        .anyMatch(way -> way.to().equals(to) && way.assignment() == Assignment.TAKE);
  }

  /** The statuses from which a step to this one undoes a step that can be undone. */
  public Set<OrderStatus> undoSources(OrderStatus to) {
    return transitions.stream()
        .filter(transition -> transition.undoable() && transition.from().equals(to))
        .map(Transition::to)
        .collect(Collectors.toUnmodifiableSet());
  }
}
