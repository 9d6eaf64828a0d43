package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The users file")
class UsersFileTest extends SettingsFixture {

  private Path users(String... lines) {
    Path file = TestUsers.write(folder, lines);
    variables.put("ORDER_CACHE_USERS_FILE", file.toString());
    return file;
  }

  @Test
  @DisplayName("has a line with name, hash and role for each user")
  void lines() {
    Path file = users("# those who may\n", TestUsers.line("Zoë", Role.ADMIN));

    assertEquals(file, read().http().usersFile());
  }

  @ParameterizedTest
  @DisplayName("stops the start, with the problem, the user, and what to do")
  @CsvSource(
      delimiter = '|',
      value = {
        "bob: hunter2, admin | user \"bob\": the password is no bcrypt hash: take the line that"
            + " \"htpasswd -nB -C 10 NAME\" prints",
        "bob: $2y$10$8K/Yd.awa/ItvXkZ1Eyro.b.UibnkdZv5GxVr5.v3tVo/TT/XDBYW"
            + " | user \"bob\": the role is missing: end the line with one of \", viewer\"",
        "anonymous: hunter2, admin | user \"anonymous\": this name stands for"
      })
  void wrong(String line, String problem) {
    users(TestUsers.line("ada", Role.ADMIN), line);
    String message = assertProblem(problem);

    assertProblem("ORDER_CACHE_USERS_FILE is \"");
    assertFalse(message.contains("hunter2") || message.contains("$2y"), message);
  }

  @Test
  @DisplayName("must not be readable by others")
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no modes")
  void mode() throws IOException {
    TestUsers.restrict(users(TestUsers.line("ada", Role.ADMIN)), "rw-r--r--");

    assertProblem("has the mode rw-r--r--");
    assertProblem("chmod o-rwx,g-w");
  }
}
