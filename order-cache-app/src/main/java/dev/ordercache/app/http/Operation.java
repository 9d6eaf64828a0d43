package dev.ordercache.app.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.ordercache.app.users.Role;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One method of a path: its action and the role that it needs.
 *
 * @param method the HTTP method
 * @param path a template as in {@code openapi.yaml}
 * @param role the minimum role, or null if no authentication is needed
 * @param action what it does
 */
record Operation(String method, String path, @Nullable Role role, LaterAction action) {

  /** An action that answers at once. */
  @FunctionalInterface
  interface Action {
    ApiResponse handle(ApiRequest call);
  }

  /** An action that holds no thread until its answer is ready. */
  @FunctionalInterface
  interface LaterAction {
    CompletionStage<ApiResponse> handle(ApiRequest call);
  }

  /** Without authentication, as {@code GET /health/live}. */
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
