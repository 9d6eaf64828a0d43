package dev.ordercache.app.users;

import dev.ordercache.app.files.SecretFile;
import java.io.IOException;
import java.nio.file.Path;

/** The file with the users. */
public final class UsersFile {

  private UsersFile() {}

  /**
   * Checks the file's mode and everything in it.
   *
   * @throws IllegalArgumentException if anything is wrong; names the users concerned and says what
   *     to do, without any password or hash
   */
  public static void check(Path file) {
    Users unused = Users.parse(read(file));
  }

  /**
   * @throws IllegalArgumentException if it cannot be read, or if other users can read or change it
   */
  static byte[] read(Path file) {
    try {
      return SecretFile.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
    }
  }
}
