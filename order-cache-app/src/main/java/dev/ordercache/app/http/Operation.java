package dev.ordercache.app.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.ordercache.app.users.Role;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one method of a path does, and for whom.
 *
 * @param method the HTTP method
 * @param path a template as in {@code openapi.yaml}
 * @param role the least role that it needs, or null if it is open to everybody
 * @param action what it does
 */
record Operation(String method, String path, @Nullable Role role, LaterAction action) {

  /** What is done at once. */
  @FunctionalInterface
  interface Action {
    Reply handle(Call call);
  }

  /** What is done without keeping a thread until its answer is there. */
  @FunctionalInterface
  interface LaterAction {
    CompletionStage<Reply> handle(Call call);
  }

  /** For everybody, without a name, as {@code GET /health/live}. */
  static Operation open(String request, Action action) {
    return parse(request, null, call -> completedFuture(action.handle(call)));
  }

  /** For users with at least this role, as {@code GET /api/orders}. */
  static Operation atOnce(Role role, String request, Action action) {
    return parse(request, role, call -> completedFuture(action.handle(call)));
  }

  /** For users with at least this role; the answer may come later. */
  static Operation later(Role role, String request, LaterAction action) {
    return parse(request, role, action);
  }

  private static Operation parse(String request, @Nullable Role role, LaterAction action) {
    int space = request.indexOf(' ');
    return new Operation(request.substring(0, space), request.substring(space + 1), role, action);
  }

  boolean isOpen() {
    return role == null;
  }
}
