package dev.ordercache.servers;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The user for PostgreSQL, which refuses to run as root. An ordinary user runs it under the same
 * account. Root runs it in a user namespace without any privilege, or, where the kernel or the
 * container forbids that, as the user {@code nobody}.
 */
enum UnprivilegedUser {
  /** The user who runs the JVM and is not root. */
  SELF,
  /** Root without privileges, in a namespace. */
  NAMESPACE,
  /** The user {@value #NAME}. */
  NOBODY;

  private static final String NAME = "nobody";

  /** The user that works for the owner of this folder with the fewest changes. */
  static UnprivilegedUser forOwnerOf(Path folder) throws IOException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
      return SELF;
    }
    // initdb needs a user with a name, so this checks that the user has one
    return Commands.succeeds(List.of("unshare", "-U", "id", "-un")) ? NAMESPACE : NOBODY;
  }

  /** The command line that runs a command as this user. */
  List<String> command(List<String> command) {
    List<String> words = new ArrayList<>();
    if (this == NAMESPACE) {
      words.addAll(List.of("unshare", "-U"));
    } else if (this == NOBODY) {
      words.addAll(List.of("setpriv", "--reuid=" + NAME, "--regid=65534", "--clear-groups"));
    }
    words.addAll(command);
    return words;
  }

  /**
   * Makes this user the owner of a private folder and everything in it, and then lets other users
   * traverse the parent folder, which they still cannot list. Until then, this user cannot access
   * the files, and so cannot replace one with a link before its owner is changed.
   */
  void takeOver(Path folder) throws IOException {
    if (this == NOBODY) {
      UserPrincipal nobody =
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(NAME);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (!Files.isSymbolicLink(file)) {
            Files.setOwner(file, nobody);
          }
        }
      }
      Files.setPosixFilePermissions(
          folder.resolveSibling("."), PosixFilePermissions.fromString("rwx--x--x"));
    }
  }
}
