package dev.ordercache.app.users;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The user who makes a request. Safe for use by many threads. */
public final class Caller {

  private static final Caller UNAUTHENTICATED = new Caller(null, role -> true);

  private final @Nullable String name;
  private final Predicate<Role> roles;

  Caller(@Nullable String name, Predicate<Role> roles) {
    this.name = name;
    this.roles = roles;
  }

  /** The caller without authentication: has no name, and has every role. */
  public static Caller unauthenticated() {
    return UNAUTHENTICATED;
  }

  /** The user's name, or empty without authentication. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * Whether this caller has at least this role, according to the current users file: a user who was
   * removed, or has another password by now, has no role.
   */
  public boolean has(Role role) {
    return roles.test(role);
  }
}
