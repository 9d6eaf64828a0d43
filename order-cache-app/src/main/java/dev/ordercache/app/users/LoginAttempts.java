package dev.ordercache.app.users;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Checks names and passwords: remembered ones at once, and all others slowly, as the throttle
 * allows. For an unknown user, the steps and the time are the same. Safe for use by many threads.
 */
final class LoginAttempts implements AutoCloseable {

  private final PasswordChecks checks;
  private final LoginThrottle throttle;
  private final Function<User, Caller> callers;
  private final Map<String, CompletableFuture<Login>> underWay = new ConcurrentHashMap<>();

  LoginAttempts(
      LongSupplier nanoTime, PasswordChecks.Comparison comparison, Function<User, Caller> callers) {
    this.checks = new PasswordChecks(nanoTime, comparison);
    this.throttle = new LoginThrottle(nanoTime);
    this.callers = callers;
  }

  /**
   * Begins an attempt, and does not wait.
   *
   * @param users the current users
   * @param name at most 100 characters
   */
  CompletableFuture<Login> begin(Users users, String name, byte[] password, String source) {
    String digest = checks.digest(name, password);
    Optional<User> known = users.find(name).filter(u -> checks.remembers(digest, u.hash()));
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(new Login.Accepted(callers.apply(known.get())));
    }
    CompletableFuture<Login> login = // of equal concurrent ones, as a page sends them, one is tried
        underWay.computeIfAbsent(
            digest, unused -> compare(users, name, password, digest, throttle.enter(name, source)));
    return login.whenComplete((end, failure) -> underWay.remove(digest, login));
  }

  private CompletableFuture<Login> compare(
      Users users, String name, byte[] password, String digest, LoginThrottle.Turn turn) {
    if (!turn.delay().isZero()) {
      return CompletableFuture.completedFuture(new Login.Slowed(turn.delay()));
    }
    if (password.length > PasswordHash.LONGEST_PASSWORD) {
      turn.failed();
      return CompletableFuture.completedFuture(new Login.Refused());
    }
    Optional<User> user = users.find(name);
    PasswordHash dummy = users.dummy(checks.digest(name, new byte[0]).hashCode());
    PasswordHash hash = user.map(User::hash).orElse(dummy);
    CompletableFuture<Boolean> comparison;
    try {
      comparison = checks.compare(hash, password);
    } catch (RejectedExecutionException e) {
      turn.left();
      return CompletableFuture.completedFuture(new Login.Busy());
    }
    return comparison
        .whenComplete(
            (right, failure) -> {
              if (failure != null) {
                turn.left();
              }
            })
        .thenApply(right -> end(right ? user : Optional.empty(), digest, turn));
  }

  private Login end(Optional<User> user, String digest, LoginThrottle.Turn turn) {
    if (user.isEmpty()) {
      turn.failed();
      return new Login.Refused();
    }
    turn.succeeded();
    checks.remember(digest, user.get().hash());
    return new Login.Accepted(callers.apply(user.get()));
  }

  @Override
  public void close() {
    checks.close();
  }
}
