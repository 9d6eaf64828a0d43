package dev.ordercache.app.users;

import static dev.ordercache.app.users.TestUsers.HASH;
import static dev.ordercache.app.users.TestUsers.OTHER_HASH;
import static dev.ordercache.app.users.TestUsers.line;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

  private static Users parse(String lines) {
    return Users.parse(lines.getBytes(UTF_8));
  }

  private static String refusal(String lines) {
    return refusal(lines.getBytes(UTF_8));
  }

  private static String refusal(byte[] content) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Users.parse(content)).getMessage());
    assertFalse(message.contains("secret") || message.contains("$2"), message);
    return message;
  }

  @ParameterizedTest
  @EnumSource
  void aLineHasANameAHashAndARole(Role role) {
    assertEquals(
        Optional.of(new User("ada", role, new PasswordHash(HASH, 10))),
        parse("ada:" + HASH + "," + role + "\n").find("ada"));
  }

  @Test
  void theRoleMayBeInUpperCase() {
    assertEquals(Role.LEAD, parse("ada: " + HASH + ", Lead").find("ada").orElseThrow().role());
  }

  @Test
  void aNameMayBeOfAnyLanguageAndAsLongAsThatOfAStatusChange() {
    String longest = "a".repeat(100);
    Users users =
        parse(line("Zoë", Role.VIEWER) + line("Анна", Role.VIEWER) + line(longest, Role.VIEWER));

    assertTrue(users.find("Zoë").isPresent());
    assertTrue(users.find("Анна").isPresent());
    assertTrue(users.find(longest).isPresent());
    assertFalse(users.find("zoë").isPresent());
  }

  @Test
  void theMarkThatSomeEditorsBeginAFileWithIsNotPartOfTheFirstName() {
    assertTrue(parse("\uFEFF" + line("ada", Role.VIEWER)).find("ada").isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secret, admin | the password is no bcrypt hash: take the line that",
        "'' | the password is no bcrypt hash",
        "CRYPT:1secret, admin | the password is no bcrypt hash",
        "MD5:0123456789abcdef0123456789abcdef, admin | the password is no bcrypt hash",
        "$apr1$0123$secret, admin | the password is no bcrypt hash",
        "$2y$10$secret, admin | the password is no bcrypt hash",
        "$2x$10$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a, admin | is no bcrypt hash",
        "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a, admin"
            + " | the cost of the bcrypt hash is 5, and must be 10 to 14: take the line that"
            + " \"htpasswd -nB -C 10 NAME\" prints",
        "$2y$31$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a, admin | must be 10 to 14",
        "HASH | the role is missing: end the line with one of \", viewer\"",
        "HASH, | this is no role: end the line with one of \", viewer\"",
        "HASH, boss | this is no role",
        "HASH, secret | this is no role",
        "HASH, viewer, admin | this is no role"
      })
  void whatIsNoHashOrNoRoleIsRefusedByName(String value, String why) {
    String refusal = refusal("bob: " + value.replace("HASH", OTHER_HASH) + "\n");

    assertTrue(refusal.startsWith("user \"bob\": "), refusal);
    assertTrue(refusal.contains(why), refusal);
  }

  @Test
  void everybodyWhoseLineIsWrongIsNamed() {
    String refusal = refusal("ada: secret\n" + line("bob", Role.LEAD) + "cid: " + HASH);

    assertTrue(refusal.contains("\"ada\"") && refusal.contains("\"cid\""), refusal);
    assertFalse(refusal.contains("bob"), refusal);
  }

  /** The second would count, and could give the user a higher role. */
  @Test
  void aNameMayNotHaveTwoLines() {
    String refusal = refusal(line("ada", Role.VIEWER) + line("ada", Role.ADMIN));

    assertEquals("user \"ada\": there are two lines of this name", refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "\\u0061nonymous", "anonymous\\ "})
  void noUserMayHaveTheNameOfTheAnonymousUser(String name) {
    assertTrue(refusal(line(name, Role.VIEWER)).contains("stands for clients without"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "a\\u009fb", "a\\nb", "a\\:b", "\\ "})
  void aNameThatNoChangeOrLoginCanHaveIsRefused(String name) {
    String refusal = refusal(line(name, Role.VIEWER));

    assertTrue(refusal.contains("neither colons nor control characters"), refusal);
    assertTrue(refusal.chars().noneMatch(Character::isISOControl), refusal);
  }

  @Test
  void aNameThatIsTooLongIsShortened() {
    String refusal = refusal(line("b".repeat(101), Role.VIEWER));

    assertTrue(
        refusal.startsWith("user \"" + "b".repeat(30) + "…\": a name has 1 to 100"), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n# nobody\n"})
  void aFileWithoutUsersIsRefused(String content) {
    assertEquals("has no users", refusal(content));
  }

  @Test
  void whatIsNoPropertiesFileIsRefused() {
    assertTrue(refusal("ada: \\u00zz").startsWith("is no properties file"));
    assertEquals("is not in UTF-8", refusal(line("Zoë", Role.VIEWER).getBytes(ISO_8859_1)));
  }

  @Test
  void whoIsGoneOrHasAnotherPasswordIsMissing() {
    Users before =
        parse(
            line("ada", Role.ADMIN)
                + line("bob", Role.LEAD)
                + line("cid", Role.LEAD)
                + line("dee", Role.LEAD));
    Users now =
        parse(
            line("ada", Role.ADMIN) + "bob: " + OTHER_HASH + ", lead\n" + line("dee", Role.VIEWER));

    assertEquals(Set.of("bob", "cid"), before.missingIn(now));
  }

  @Test
  void theCostsOfDummiesAreThoseOfTheUsers() {
    String dearer = "$2y$11$abcdefghijklmnopqrstuu/MuAeqovAjO5.o12ibA2PqzRzMqv9iu";
    Users users = parse(line("ada", Role.VIEWER) + "bob: " + dearer + ", viewer\n");

    assertEquals(
        Set.of(10, 11),
        IntStream.range(-5, 5)
            .mapToObj(number -> users.dummy(number).cost())
            .collect(Collectors.toSet()));
    assertEquals(users.dummy(7), users.dummy(7));
  }

  @Test
  void aHashIsNotShown() {
    String shown = parse(line("ada", Role.LEAD)).find("ada").orElseThrow().toString();

    assertFalse(shown.contains("$2"), shown);
  }
}
