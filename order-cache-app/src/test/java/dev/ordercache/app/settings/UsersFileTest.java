package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The users file")
class UsersFileTest extends SettingsFixture {

  private static final String ALLOWED =
      "a user's name has 1 to 100 characters, and no control characters";

  private void users(String lines) throws IOException {
    Path users = Files.writeString(folder.resolve("users"), lines);
    variables.put("ORDER_CACHE_USERS_FILE", users.toString());
  }

  @Test
  @DisplayName("has names that a status change can have")
  void names() throws IOException {
    String name = "a".repeat(100);
    users(name + ": secret, role\nAnonymous = secret\n# anonymous: secret\nbob: anonymous\n");

    assertEquals(folder.resolve("users"), read().http().usersFile());
  }

  @ParameterizedTest
  @DisplayName("has no user of the name that stands for nobody")
  @ValueSource(
      strings = {
        "anonymous: secret",
        "ada: x\nanonymous = secret",
        "\\u0061nonymous x",
        "anonymous"
      })
  void anonymous(String lines) throws IOException {
    users(lines);

    assertProblem("no user may have the name anonymous");
  }

  @Test
  @DisplayName("has no name that is too long for a status change")
  void longName() throws IOException {
    users("ada: secret\n" + "b".repeat(101) + ": secret\n");

    assertProblem(ALLOWED + ": not so \"" + "b".repeat(30) + "…\"");
  }

  @ParameterizedTest
  @DisplayName("has no name with control characters")
  @ValueSource(strings = {"a\\u0000b: secret", "a\\u009fb: secret", "a\\nb: secret"})
  void controlCharacters(String line) throws IOException {
    users(line);

    assertProblem(ALLOWED);
  }

  @Test
  @DisplayName("must be one of properties")
  void malformed() throws IOException {
    users("ada: \\u00zz");

    assertProblem("can not be read");
  }
}
