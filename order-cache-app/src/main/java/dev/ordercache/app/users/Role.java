package dev.ordercache.app.users;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a user may do. Each role includes those before it. */
public enum Role {

  /** Reads orders, and what has become of the user's own status changes. */
  VIEWER,

  /** Changes orders that nobody else has. */
  OPERATOR,

  /** Changes orders that somebody else has, and gives orders to others. */
  LEAD,

  /** Invalidates and preloads the cache, and reads metrics. */
  ADMIN;

  /** Whether whoever has this role may do what needs another. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The role with this name, in upper or lower case. */
  static Optional<Role> named(String name) {
    return Arrays.stream(values())
        .filter(role -> role.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** The name as users files and answers have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
