package dev.ordercache.lab.history;

import dev.ordercache.lab.history.Timeline.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All writes of a round, and the timeline of each order that they make. The database raises an
 * order's version by one with every change, so a version without a known writer was made by a
 * writer that died before it got the outcome.
 */
final class Writes {

  /** A change whose outcome its writer did not get. */
  private record Doubtful(int version, int status, long begin) {}

  private final Map<Integer, SortedMap<Long, Step>> known = new HashMap<>();
  private final Map<Integer, List<Doubtful>> doubtful = new HashMap<>();
  private int resolved;

  /** A state that was there before all others. */
  void first(OrderState state) {
    put(new Step(state, Long.MIN_VALUE, Long.MIN_VALUE, Step.NOBODY));
  }

  /** A change that was committed between two times, and of which nothing is promised. */
  void committed(OrderState state, long begin, long end) {
    put(new Step(state, begin, end, Step.NOBODY));
  }

  /** A change through an instance, which returned it as visible to every reader from the end on. */
  void promised(OrderState state, long begin, long end, int instance) {
    put(new Step(state, begin, end, instance));
  }

  /** A change that may or may not have been made, to this version if it was. */
  void attempted(int id, int version, int status, long begin) {
    doubtful
        .computeIfAbsent(id, key -> new ArrayList<>())
        .add(new Doubtful(version, status, begin));
  }

  /** The state in which the database was found in the end. */
  void last(OrderState state, long time) {
    SortedMap<Long, Step> states = known.computeIfAbsent(state.id(), key -> new TreeMap<>());
    if (!state.isAbsent() && !states.containsKey(state.stamp())) {
      put(lost(state.id(), state.stamp(), time));
    }
  }

  /** How many changes there were, including those whose outcome was found later. */
  long count() {
    return known.values().stream()
        .flatMap(states -> states.values().stream())
        .filter(step -> step.begin() != Long.MIN_VALUE)
        .count();
  }

  /** How many changes were found only by the changes that followed them. */
  int resolved() {
    return resolved;
  }

  /**
   * The timelines, one per order.
   *
   * @throws IllegalStateException if an order has a version that no writer can have made: then the
   *     history is incomplete and cannot be checked
   */
  Map<Integer, Timeline> timelines() {
    Map<Integer, Timeline> timelines = new HashMap<>();
    known.forEach((id, states) -> timelines.put(id, timeline(id, states)));
    return timelines;
  }

  private Timeline timeline(int id, SortedMap<Long, Step> states) {
    List<Step> complete = new ArrayList<>(states.values());
    Step previous = null;
    for (Step step : states.values()) {
      for (long stamp : missing(previous, step.state())) {
        complete.add(lost(id, stamp, Long.MAX_VALUE));
      }
      previous = step;
    }
    complete.sort(Comparator.comparingLong(step -> step.state().stamp()));
    return new Timeline(complete);
  }

  private static List<Long> missing(@Nullable Step before, OrderState to) {
    List<Long> missing = new ArrayList<>();
    if (before == null) {
      return missing;
    }
    int life = OrderState.life(to.stamp());
    boolean sameLife = life == OrderState.life(before.state().stamp());
    int from = sameLife ? OrderState.version(before.state().stamp()) : 0;
    int until = OrderState.version(to.stamp()) + (to.isAbsent() ? 1 : 0);
    for (int version = from + 1; version < until; version++) {
      missing.add(OrderState.stamp(life, version));
    }
    return missing;
  }

  private Step lost(int id, long stamp, long end) {
    List<Doubtful> candidates =
        doubtful.getOrDefault(id, List.of()).stream()
            .filter(change -> change.version() == OrderState.version(stamp))
            .toList();
    if (candidates.isEmpty()) {
      throw new IllegalStateException(
          "no writer made version "
              + OrderState.version(stamp)
              + " of life "
              + OrderState.life(stamp)
              + " of order "
              + id);
    }
    resolved++;
    int status =
        candidates.stream().map(Doubtful::status).distinct().count() == 1
            ? candidates.get(0).status()
            : OrderState.ANY;
    long begin = candidates.stream().mapToLong(Doubtful::begin).min().orElseThrow();
    return new Step(new OrderState(id, stamp, status), begin, end, Step.NOBODY);
  }

  private void put(Step step) {
    Step other =
        known
            .computeIfAbsent(step.state().id(), key -> new TreeMap<>())
            .putIfAbsent(step.state().stamp(), step);
    if (other != null) {
      throw new IllegalStateException("made twice: " + step + " and " + other);
    }
  }
}
