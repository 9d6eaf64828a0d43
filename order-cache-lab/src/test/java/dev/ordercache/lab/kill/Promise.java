package dev.ordercache.lab.kill;

/** The promises that a run checks. */
enum Promise {
  /** G8: every accepted change is there, and ended soon after the last start. */
  ENDED("accepted changes that ended"),
  /** A key stands for one change, which is the one that was requested. */
  ONE_CHANGE("keys with one change, as it was requested"),
  /** An outcome in an answer does not change later. */
  ANSWERED("outcomes in answers that are so"),
  /** Every version of an order was made by one change, and by one only. */
  MADE("versions of orders that one change has made"),
  /** The row of a change states what happened to the order, once. */
  EFFECT("changes with the effect that their row states"),
  /** G9: the changes of an order were made in the order in which they were accepted. */
  IN_ORDER("changes made in their turn"),
  /** A refused change could not be made when its turn came. */
  REFUSED("refusals with a reason"),
  /** At rest, an answer equals the database. */
  EQUAL("answers at rest equal to the database"),
  /** At rest, everything that can be cached is answered as a hit. */
  VERIFIED("answers at rest that are hits"),
  /** The app's own consistency checker has found nothing. */
  CONSISTENT("reports of the consistency checker without a finding");

  private final String text;

  Promise(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
