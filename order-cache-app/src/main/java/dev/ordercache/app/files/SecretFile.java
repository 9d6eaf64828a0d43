package dev.ordercache.app.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Reads files with secrets, and only those that other users of the machine cannot read or change.
 */
public final class SecretFile {

  private static final int LONGEST = 1024 * 1024;

  private static final Set<PosixFilePermission> TOO_MUCH =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  private SecretFile() {}

  /**
   * Reads the whole file. Its mode is not checked where the file system has no POSIX permissions.
   *
   * @throws IOException if there is no such file, or it cannot be read
   * @throws IllegalArgumentException if users other than the owner and the group can read the file,
   *     if users other than the owner can write it, or if it is longer than 1 MB; the message says
   *     what to do
   */
  public static byte[] read(Path file) throws IOException {
    try {
      requireMode(file);
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(LONGEST + 1);
        if (content.length > LONGEST) {
          throw new IllegalArgumentException("is longer than 1 MB");
        }
        return content;
      }
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    }
  }

  private static void requireMode(Path file) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class); // follows symbolic links
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> mode = view.readAttributes().permissions();
    if (mode.stream().anyMatch(TOO_MUCH::contains)) {
      throw new IllegalArgumentException(
          "has the mode %s: others must not read it, and only its owner may write it: chmod o-rwx,g-w"
              .formatted(PosixFilePermissions.toString(mode)));
    }
  }
}
