package dev.ordercache.app.fuzz;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The users who may log in: one of each role. */
final class FuzzUsers {

  static final String FILE =
      Arrays.stream(Role.values())
          .map(role -> TestUsers.line(name(role), role))
          .collect(Collectors.joining());

  static final List<String> HEADERS =
      Arrays.stream(Role.values())
          .map(role -> "Basic " + Odd.base64(name(role) + ":" + TestUsers.PASSWORD))
          .toList();

  private FuzzUsers() {}

  private static String name(Role role) {
    return "user-" + role;
  }
}
