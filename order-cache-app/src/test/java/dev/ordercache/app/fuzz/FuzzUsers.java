package dev.ordercache.app.fuzz;

import java.util.List;

/** Who may log in. */
final class FuzzUsers {

  static final String FILE = "ada: secret\nbob: other\n";
  static final List<String> HEADERS =
      List.of("Basic " + Odd.base64("ada:secret"), "Basic " + Odd.base64("bob:other"));

  private FuzzUsers() {}
}
