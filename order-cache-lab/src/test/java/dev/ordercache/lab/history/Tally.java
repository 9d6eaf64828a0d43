package dev.ordercache.lab.history;

import dev.ordercache.Source;
import dev.ordercache.lab.ClaimResults;

/** The findings about a history. Used by one thread. */
final class Tally extends ClaimResults<Claim> {

  static final String FAULTS = "faults";
  static final String REFUSED_FILLS = "fills refused, by processes that still run";

  Tally() {
    super(Claim.class);
  }

  void answered(Source source) {
    count(answersFrom(source), 1);
  }

  /** How many answers came from this source. */
  long answers(Source source) {
    return counted(answersFrom(source));
  }

  private static String answersFrom(Source source) {
    return "answers " + source;
  }

  /** The violations that are old or wrong answers, not missing ones. */
  long staleness() {
    return violations() - violations(Claim.RECOVERED);
  }

  /** The share of verified answers among all answers to readers before the writers stopped. */
  double hitShare() {
    double all = 0;
    for (Source source : Source.values()) {
      all += answers(source);
    }
    return answers(Source.HIT) / Math.max(1, all);
  }
}
