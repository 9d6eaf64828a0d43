package dev.ordercache.app.users;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Users files, with hashes that were computed once. */
public final class TestUsers {

  /** The usual password, whose hash is {@link #HASH}. */
  public static final String PASSWORD = "secret";

  /** As {@code htpasswd -nB -C 10} prints it. */
  public static final String HASH = "$2y$10$8K/Yd.awa/ItvXkZ1Eyro.b.UibnkdZv5GxVr5.v3tVo/TT/XDBYW";

  /** Another password. */
  public static final String OTHER_PASSWORD = "other";

  /** Its hash. */
  public static final String OTHER_HASH =
      "$2y$10$3i.w7fHdXkbSZ0BPcvZXX.EevI522m/76D6rgISkLgeFWkCNvgRA.";

  private TestUsers() {}

  /** The line of a user with the usual password. */
  public static String line(String name, Role role) {
    return name + ": " + HASH + ", " + role + "\n";
  }

  /** A users file in a folder, which replaces an existing one in one step. */
  public static Path write(Path folder, String... lines) {
    Path file = folder.resolve("users.properties");
    try {
      Path coming = Files.writeString(folder.resolve("coming"), String.join("", lines));
      restrict(coming, "rw-------");
      return Files.move(coming, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a file a mode, as {@code rw-r-----}, where there are modes. */
  public static void restrict(Path file, String mode) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
  }
}
