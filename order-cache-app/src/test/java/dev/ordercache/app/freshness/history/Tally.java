package dev.ordercache.app.freshness.history;

import dev.ordercache.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was checked, what was found, and what the run was made of. Used by one thread. */
final class Tally {

  static final String FAULTS = "faults";
  static final String REFUSED_FILLS = "fills refused, as far as the processes live";

  private static final int MOST_KEPT = 5;

  private final Map<Claim, Long> checked = new EnumMap<>(Claim.class);
  private final Map<Claim, Long> violated = new EnumMap<>(Claim.class);
  private final List<String> counterexamples = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();

  void checked(Claim claim) {
    checked.merge(claim, 1L, Long::sum);
  }

  void violated(Claim claim, String counterexample) {
    violated.merge(claim, 1L, Long::sum);
    if (counterexamples.size() < MOST_KEPT) {
      counterexamples.add(counterexample);
    }
  }

  void answered(Source source) {
    count("answers " + source, 1);
  }

  void count(String what, long times) {
    counts.merge(what, times, Long::sum);
  }

  void add(Tally other) {
    other.checked.forEach((claim, n) -> checked.merge(claim, n, Long::sum));
    other.violated.forEach((claim, n) -> violated.merge(claim, n, Long::sum));
    other.counts.forEach(this::count);
    int room = MOST_KEPT - counterexamples.size();
    counterexamples.addAll(
        other.counterexamples.subList(0, Math.min(room, other.counterexamples.size())));
  }

  long checks(Claim claim) {
    return checked.getOrDefault(claim, 0L);
  }

  long violations(Claim claim) {
    return violated.getOrDefault(claim, 0L);
  }

  long violations() {
    return violated.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those that are about old or wrong answers, not about missing ones. */
  long staleness() {
    return violations() - violations(Claim.RECOVERED);
  }

  long counted(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** The share of verified answers among all that readers got in the middle of everything. */
  double hitShare() {
    double all = 0;
    for (Source source : Source.values()) {
      all += counted("answers " + source);
    }
    return counted("answers " + Source.HIT) / Math.max(1, all);
  }

  List<String> counterexamples() {
    return List.copyOf(counterexamples);
  }

  /** A table of the claims, the counts, and the first counterexamples. */
  String report() {
    StringBuilder text = new StringBuilder();
    text.append("| claim | checks (N) | violations | rate below (95 %) |\n|---|---|---|---|\n");
    for (Claim claim : Claim.values()) {
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
