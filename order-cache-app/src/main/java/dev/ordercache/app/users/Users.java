package dev.ordercache.app.users;

import dev.ordercache.app.events.EventFilter;
import dev.ordercache.statuschange.Submission;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The users, from a file with a line {@code name: hash, role} for each: Java properties in UTF-8.
 * Status changes belong to a user by name, so every name must be a valid principal of a change, and
 * must not be the principal of changes without authentication. Immutable.
 */
final class Users {

  private static final String HTPASSWD = "take the line that \"htpasswd -nB -C 10 NAME\" prints";
  private static final String ROLES =
      "end the line with one of \", viewer\", \", operator\", \", lead\", \", admin\"";

  private final Map<String, User> byName;
  private final List<PasswordHash> dummies;

  private Users(Map<String, User> byName) {
    this.byName = byName;
    this.dummies =
        byName.values().stream().map(user -> PasswordHash.dummy(user.hash().cost())).toList();
  }

  /**
   * Reads the content of a users file.
   *
   * @throws IllegalArgumentException if anything is wrong; names every user concerned and says what
   *     to do, without any password or hash
   */
  static Users parse(byte[] content) {
    Map<String, User> users = new TreeMap<>();
    Set<String> problems = new TreeSet<>();
    for (Map.Entry<String, String> line : lines(content)) {
      String name = line.getKey().strip();
      try {
        if (users.put(name, user(name, line.getValue())) != null) {
          throw new IllegalArgumentException("there are two lines of this name");
        }
      } catch (IllegalArgumentException e) {
        problems.add("user \"%s\": %s".formatted(shown(name), e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    if (users.isEmpty()) {
      throw new IllegalArgumentException("has no users");
    }
    return new Users(users);
  }

  private static List<Map.Entry<String, String>> lines(byte[] content) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    Properties properties =
        new Properties() {
          /** Called for each line; Properties alone would keep the last of several with a name. */
          @Override
          public synchronized Object put(Object name, Object value) {
            lines.add(Map.entry((String) name, (String) value));
            return value;
          }
        };
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      properties.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
      return lines;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not in UTF-8", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("is no properties file: a \\u without four digits", e);
    }
  }

  private static User user(String name, String value) {
    if (name.equals(EventFilter.ANONYMOUS)) {
      throw new IllegalArgumentException("this name stands for clients without credentials");
    }
    if (!Submission.isPrincipal(name) || name.contains(":")) {
      throw new IllegalArgumentException(
          "a name has 1 to 100 characters, and neither colons nor control characters");
    }
    String[] parts = value.split(",", -1);
    PasswordHash hash;
    try {
      hash = PasswordHash.parse(parts[0].strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ": " + HTPASSWD, e);
    }
    if (parts.length == 1) {
      throw new IllegalArgumentException("the role is missing: " + ROLES);
    }
    Role role = parts.length == 2 ? Role.named(parts[1].strip()).orElse(null) : null;
    if (role == null) {
      throw new IllegalArgumentException("this is no role: " + ROLES); // may be part of a password
    }
    return new User(name, role, hash);
  }

  private static String shown(String name) {
    return name.replaceAll("\\p{C}", "?").replaceAll("(?s)(.{30}).+", "$1…");
  }

  Optional<User> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The names of users that do not exist in the others with the same password. */
  Set<String> missingIn(Users others) {
    return byName.values().stream()
        .filter(user -> !others.has(user))
        .map(User::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean has(User user) {
    return find(user.name()).filter(own -> own.hash().equals(user.hash())).isPresent();
  }

  /**
   * A hash without a known password, to compare with for an unknown user, so that this takes as
   * long. The costs are as frequent among these hashes as among those of the users.
   *
   * @param number of any size, always the same for a name
   */
  PasswordHash dummy(int number) {
    return dummies.get(Math.floorMod(number, dummies.size()));
  }

  int size() {
    return byName.size();
  }
}
