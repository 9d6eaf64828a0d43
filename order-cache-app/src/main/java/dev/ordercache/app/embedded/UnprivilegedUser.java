package dev.ordercache.app.embedded;

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
 * As whom PostgreSQL runs, which refuses to run as root. An ordinary user runs it as himself. Root
 * runs it in a user namespace without any privilege, or, where the kernel or the container forbids
 * that, as the user {@code nobody}.
 */
enum UnprivilegedUser {
  /** Whoever runs the JVM, who is not root. */
  SELF,
  /** Root without privileges, in a namespace. */
  NAMESPACE,
  /** The user {@value #NAME}. */
  NOBODY;

  private static final String NAME = "nobody";

  /** Of those that work for the owner of this folder, the one that changes least. */
  static UnprivilegedUser forOwnerOf(Path folder) throws IOException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
      return SELF;
    }
    // initdb needs a user with a name, so asking for the name is the test
    return Commands.succeeds(List.of("unshare", "-U", "id", "-un")) ? NAMESPACE : NOBODY;
  }

  /** A command, to be run by this user. */
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
   * Makes this user the owner of a private folder and everything in it, and then lets him through
   * the folder above, which stays closed to everybody else's eyes. Until then he cannot get at the
   * files, and so not put a link in the place of one whose owner is about to be changed.
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
