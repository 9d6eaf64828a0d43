package dev.ordercache.lab.kill;

/** What is claimed of a run, and checked. */
enum Promise {
  /** G8: whatever was accepted is there, and came to an end soon after the last start. */
  ENDED("accepted changes that came to an end"),
  /** A key stands for one change, which is the one that was asked for. */
  ONE_CHANGE("keys with one change, as it was asked for"),
  /** What a client was told of an end stays so. */
  TOLD("ends that were told, and are so"),
  /** Every version of an order was made by one change, and by one only. */
  MADE("versions of orders that one change has made"),
  /** What is written about a change is what happened to the order, once. */
  EFFECT("changes with the effect that is written about them"),
  /** G9: the changes of an order were made in the order in which they were accepted. */
  IN_ORDER("changes made in their turn"),
  /** What was refused could not be made when its turn came. */
  REFUSED("refusals with a reason"),
  /** Once all is quiet, an answer equals the database. */
  EQUAL("answers at rest equal to the database"),
  /** Once all is quiet, the cache vouches for what it can have. */
  VOUCHED("answers at rest that the cache vouches for"),
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
