package dev.ordercache.app.users;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who asks for something. Safe for use by many threads. */
public final class Caller {

  private static final Caller ANYBODY = new Caller(null, role -> true);

  private final @Nullable String name;
  private final Predicate<Role> roles;

  Caller(@Nullable String name, Predicate<Role> roles) {
    this.name = name;
    this.roles = roles;
  }

  /** Where no users are set up: has no name, and may do everything. */
  public static Caller anybody() {
    return ANYBODY;
  }

  /** The user's name, or nothing if nobody is asked for one. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * Whether this is somebody with at least this role, as the users file is now: a user who was
   * removed, or has another password by now, has none.
   */
  public boolean has(Role role) {
    return roles.test(role);
  }
}
