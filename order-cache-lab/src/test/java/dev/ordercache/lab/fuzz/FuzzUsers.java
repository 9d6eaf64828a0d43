package dev.ordercache.lab.fuzz;

import dev.ordercache.app.users.Role;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The users who may log in: one of each role. */
final class FuzzUsers {

  private static final String PASSWORD = "secret";

  /** As {@code htpasswd -nB -C 10} prints it. */
  private static final String HASH = "$2y$10$8K/Yd.awa/ItvXkZ1Eyro.b.UibnkdZv5GxVr5.v3tVo/TT/XDBYW";

  static final String FILE =
      Arrays.stream(Role.values())
          .map(role -> name(role) + ": " + HASH + ", " + role + "\n")
          .collect(Collectors.joining());

  static final List<String> HEADERS =
      Arrays.stream(Role.values())
          .map(role -> "Basic " + Odd.base64(name(role) + ":" + PASSWORD))
          .toList();

  private FuzzUsers() {}

  private static String name(Role role) {
    return "user-" + role;
  }
}
