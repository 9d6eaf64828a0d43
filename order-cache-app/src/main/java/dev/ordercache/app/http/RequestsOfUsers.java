package dev.ordercache.app.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the requests of each user that are in progress until their answers are sent, so that one
 * user leaves places for the others. Streams, which have their own limit, count until they begin.
 * Requests without a user are not counted, but their connections are. Safe for use by many threads.
 */
final class RequestsOfUsers {

  private final int max;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * Without requests.
   *
   * @param max maximum number of requests of one user, 1 or more
   */
  RequestsOfUsers(int max) {
    this.max = max;
  }

  /** Whether one more may be handled; if so, {@link #end} must follow. */
  boolean begin(Optional<String> user) {
    if (user.isEmpty()) {
      return true;
    }
    boolean[] begun = new boolean[1];
    underWay.compute(
        user.get(),
        (name, count) -> {
          int before = count == null ? 0 : count;
          begun[0] = before < max;
          return begun[0] ? before + 1 : before;
        });
    return begun[0];
  }

  void end(Optional<String> user) {
    user.ifPresent(
        name -> underWay.computeIfPresent(name, (same, count) -> count == 1 ? null : count - 1));
  }
}
