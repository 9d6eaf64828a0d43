package dev.ordercache.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The checks of a run, their violations, and counts of what happened. Used by one thread.
 *
 * @param <C> the claims
 */
public class ClaimResults<C extends Enum<C>> {

  private static final int MAX_KEPT = 5;

  private final Class<C> claims;
  private final Map<C, Long> checked;
  private final Map<C, Long> violated;
  private final List<String> counterexamples = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();

  /** Without checks and counts. */
  public ClaimResults(Class<C> claims) {
    this.claims = claims;
    this.checked = new EnumMap<>(claims);
    this.violated = new EnumMap<>(claims);
  }

  /** Counts a check of a claim. */
  public final void checked(C claim) {
    checked.merge(claim, 1L, Long::sum);
  }

  /** Counts a violation of a claim. */
  public final void violated(C claim, String counterexample) {
    violated.merge(claim, 1L, Long::sum);
    if (counterexamples.size() < MAX_KEPT) {
      counterexamples.add(counterexample);
    }
  }

  /** Counts a check, and a violation if the claim was not kept. */
  public final void check(C claim, boolean kept, Object counterexample) {
    checked(claim);
    if (!kept) {
      violated(claim, claim + ": " + counterexample);
    }
  }

  /** Counts something that happened so many times. */
  public final void count(String what, long times) {
    counts.merge(what, times, Long::sum);
  }

  /** Adds the results of another. */
  public final void add(ClaimResults<C> other) {
    other.checked.forEach((claim, n) -> checked.merge(claim, n, Long::sum));
    other.violated.forEach((claim, n) -> violated.merge(claim, n, Long::sum));
    other.counts.forEach(this::count);
    int room = MAX_KEPT - counterexamples.size();
    counterexamples.addAll(
        other.counterexamples.subList(0, Math.min(room, other.counterexamples.size())));
  }

  public final long checks(C claim) {
    return checked.getOrDefault(claim, 0L);
  }

  public final long violations(C claim) {
    return violated.getOrDefault(claim, 0L);
  }

  public final long violations() {
    return violated.values().stream().mapToLong(Long::longValue).sum();
  }

  public final long counted(String what) {
    return counts.getOrDefault(what, 0L);
  }

  public final List<String> counterexamples() {
    return List.copyOf(counterexamples);
  }

  /** A table of the claims, the counts, and the first counterexamples. */
  public final String report() {
    StringBuilder text = new StringBuilder();
    text.append("| claim | checks (N) | violations | rate below (95 %) |\n|---|---|---|---|\n");
    for (C claim : claims.getEnumConstants()) {
      long n = checks(claim);
      long wrong = violations(claim);
      String bound = n == 0 || wrong > 0 ? "-" : "%.1e".formatted(3.0 / n);
      text.append("| %s | %,d | %,d | %s |%n".formatted(claim, n, wrong, bound));
    }
    text.append("\n| what happened | times |\n|---|---|\n");
    counts.forEach((what, times) -> text.append("| %s | %,d |%n".formatted(what, times)));
    counterexamples.forEach(example -> text.append("\nCounterexample: ").append(example));
    return text.toString();
  }
}
