package dev.ordercache.lab.history;

import dev.ordercache.Source;
import dev.ordercache.lab.Findings;

/** What a history was found to be like. Used by one thread. */
final class Tally extends Findings<Claim> {

  static final String FAULTS = "faults";
  static final String REFUSED_FILLS = "fills refused, as far as the processes live";

  Tally() {
    super(Claim.class);
  }

  void answered(Source source) {
    count(answersFrom(source), 1);
  }

  /** How many answers came from there. */
  long answers(Source source) {
    return counted(answersFrom(source));
  }

  private static String answersFrom(Source source) {
    return "answers " + source;
  }

  /** Those that are about old or wrong answers, not about missing ones. */
  long staleness() {
    return violations() - violations(Claim.RECOVERED);
  }

  /** The share of verified answers among all that readers got in the middle of everything. */
  double hitShare() {
    double all = 0;
    for (Source source : Source.values()) {
      all += answers(source);
    }
    return answers(Source.HIT) / Math.max(1, all);
  }
}
