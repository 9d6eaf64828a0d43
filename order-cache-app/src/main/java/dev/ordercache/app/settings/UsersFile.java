package dev.ordercache.app.settings;

import dev.ordercache.app.events.Interest;
import dev.ordercache.statuschange.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The file with the users, as Jetty reads it: a properties file in ISO 8859-1. A user is whose
 * status changes are, so every name must be one that a change can have, and that nobody else's
 * changes have.
 */
final class UsersFile {

  private UsersFile() {}

  static Path parse(String text) {
    Path file = Parsers.readableFile(text);
    Properties users = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      users.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("can not be read: " + e.getMessage(), e);
    }
    users.stringPropertyNames().stream().map(String::strip).forEach(UsersFile::check);
    return file;
  }

  private static void check(String name) {
    if (name.equals(Interest.ANONYMOUS)) {
      throw new IllegalArgumentException(
          "no user may have the name %s, which stands for whoever is not asked for one"
              .formatted(name));
    }
    if (!Submission.isPrincipal(name)) {
      throw new IllegalArgumentException(
          "a user's name has 1 to 100 characters, and no control characters: not so \"%s\""
              .formatted(name.replaceAll("\\p{Cntrl}", "?").replaceAll("(.{30}).+", "$1…")));
    }
  }
}
