package dev.ordercache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statuses of an order and the ways between them, as data.
 *
 * @param statuses all statuses, from the first to the last of an order's life
 * @param transitions every change that is allowed
 */
public record Workflow(List<OrderStatus> statuses, Set<Transition> transitions) {

  /**
   * One allowed change.
   *
   * @param undoable whether whoever made it may take it back
   * @param assignment what becomes of the assignee
   */
  public record Transition(
      OrderStatus from, OrderStatus to, boolean undoable, Assignment assignment) {

    /** One that leaves the assignee as it is, unless the change names another. */
    public Transition(OrderStatus from, OrderStatus to, boolean undoable) {
      this(from, to, undoable, Assignment.KEEP);
    }
  }

  /** What becomes of an order's assignee in a transition. */
  public enum Assignment {

    /** It stays, unless the change names another. */
    KEEP,

    /** It is whom the change names, or else whoever asks for the change. */
    TAKE,

    /** There is none any more. */
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
   * The usual life of an order: each status leads to the next, and an operator may release what was
   * taken into production or into packaging. Taking an order into production assigns it, releasing
   * it ends that. Every step but the first two and the last can be undone.
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

  /** The statuses that an order in this status may go to. */
  public Set<OrderStatus> targets(OrderStatus from) {
    return transitions.stream()
        .filter(transition -> transition.from().equals(from))
        .map(Transition::to)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The statuses from which an order may come to this one. */
  public Set<OrderStatus> sources(OrderStatus to) {
    return transitions.stream()
        .filter(transition -> transition.to().equals(to))
        .map(Transition::from)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a step to this status takes the order, so that another may have been faster. */
  public boolean takes(OrderStatus to) {
    return transitions.stream()
        .anyMatch(way -> way.to().equals(to) && way.assignment() == Assignment.TAKE);
  }

  /** The statuses from which a step to this one takes back a step that can be undone. */
  public Set<OrderStatus> undoSources(OrderStatus to) {
    return transitions.stream()
        .filter(transition -> transition.undoable() && transition.from().equals(to))
        .map(Transition::to)
        .collect(Collectors.toUnmodifiableSet());
  }
}
