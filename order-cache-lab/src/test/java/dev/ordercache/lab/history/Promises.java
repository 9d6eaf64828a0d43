package dev.ordercache.lab.history;

import dev.ordercache.lab.history.Timeline.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * From when on no reader may see the states of an order, and which instance promised that.
 * Immutable.
 */
final class Promises {

  private final Map<Integer, long[]> endsByPromiser = new HashMap<>();

  /** From those of the order's steps that are concerned. */
  Promises(List<Step> steps, IntPredicate concerned) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.promisedBy() != Step.NOBODY && concerned.test(i)) {
        long[] ends =
            endsByPromiser.computeIfAbsent(step.promisedBy(), instance -> never(steps.size()));
        for (int before = 0; before < i; before++) {
          ends[before] = Math.min(ends[before], step.end());
        }
      }
    }
  }

  private static long[] never(int size) {
    long[] ends = new long[size];
    Arrays.fill(ends, Long.MAX_VALUE);
    return ends;
  }

  /**
   * The time from which no reader of an instance may see a state.
   *
   * @param i the number of the state
   * @param reader the instance
   * @param grace how much later it may notice what another instance has promised
   * @return {@link Long#MAX_VALUE} if nothing was promised
   */
  long end(int i, int reader, long grace) {
    long first = Long.MAX_VALUE;
    for (Map.Entry<Integer, long[]> promiser : endsByPromiser.entrySet()) {
      long end = promiser.getValue()[i];
      if (end != Long.MAX_VALUE) {
        first = Math.min(first, promiser.getKey() == reader ? end : end + grace);
      }
    }
    return first;
  }
}
