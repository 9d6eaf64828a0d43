package dev.ordercache.lab.kill;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change request of a client under a key, and all answers about it. Used by one thread at a time.
 *
 * @param key its idempotency key
 * @param order which order
 * @param expected the version of the order that it is for, or 0 if it is for what it undoes
 * @param to the wanted status, or null if the app chooses it
 * @param assignee the wanted assignee of the order, or null
 * @param undoes the change to take back, or null
 * @param sent when it was sent first, by {@link System#nanoTime}
 * @param reported the answers, in the order in which they arrived
 */
record SentRequest(
    String key,
    long order,
    long expected,
    @Nullable String to,
    @Nullable String assignee,
    @Nullable Long undoes,
    long sent,
    List<Reported> reported) {

  /**
   * One answer.
   *
   * @param at when it arrived
   * @param about whether it answers the request, a cancellation or a read of the state
   * @param status of HTTP
   * @param change the change that it names, or null if it names none
   * @param state the state of the change, or null if it does not have it
   */
  record Reported(
      long at, About about, int status, @Nullable Long change, @Nullable String state) {}

  /** What an answer is about. */
  enum About {
    WISH,
    CANCELLATION,
    STATE
  }

  /** A change of an order. */
  static SentRequest ofChange(
      String key, long order, long expected, String to, @Nullable String assignee) {
    return new SentRequest(
        key, order, expected, to, assignee, null, System.nanoTime(), new ArrayList<>());
  }

  /** The undoing of a change. */
  static SentRequest ofUndo(String key, long order, long change) {
    return new SentRequest(key, order, 0, null, null, change, System.nanoTime(), new ArrayList<>());
  }

  /** The change that it became, by the first answer that names one, or null. */
  @Nullable Long change() {
    return reported.stream()
        .filter(t -> t.change() != null)
        .map(Reported::change)
        .findFirst()
        .orElse(null);
  }

  /** When it was answered first. */
  long answered() {
    return reported.isEmpty() ? Long.MAX_VALUE : reported.get(0).at();
  }
}
