package dev.ordercache.app.users;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a user may do. Each role includes those before it. */
public enum Role {

  /** Reads orders, and the user's own status changes. */
  VIEWER,

  /** Changes orders that are not assigned to another user. */
  OPERATOR,

  /** Changes orders that are assigned to others, and assigns orders to others. */
  LEAD,

  /** Invalidates and preloads the cache, and reads metrics. */
  ADMIN;

  /** Whether this role permits everything that another one does. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The role with this name, in upper or lower case. */
  static Optional<Role> named(String name) {
    return Arrays.stream(values())
        .filter(role -> role.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /** The name as in users files and answers. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
