package dev.ordercache.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL of this operating system and processor. */
final class PostgresBinaries {

  private static final int EXECUTABLE = 0100;

  private PostgresBinaries() {}

  static void unpack(Path target) throws IOException, InterruptedException {
    String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    try (InputStream stream = Resources.open(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(stream))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while PostgreSQL is unpacked");
        }
        unpack(tar, entry, target);
      }
    }
  }

  /**
   * The archive's name on the class path.
   *
   * @throws EmbeddedServerException if there is none for this system
   */
  static String archive(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean arm = processor.equals("aarch64");
    boolean intel = processor.equals("amd64") || processor.equals("x86_64");
    if (name.contains("linux") && (arm || intel)) {
      return arm ? "/postgres-linux-arm_64.txz" : "/postgres-linux-x86_64.txz";
    }
    if (name.contains("mac") && (arm || intel)) {
      return "/postgres-darwin-x86_64.txz"; // for both: its binaries are universal
    }
    throw new EmbeddedServerException(
        "there is no embedded PostgreSQL for "
            + (system + " on " + processor)
            + ": set ORDER_CACHE_JDBC_URL and ORDER_CACHE_REDIS_URI",
        null);
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path file = target.resolve(entry.getName()).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("the archive has an entry outside itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.resolveSibling(".").normalize());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(tar, file);
      if ((entry.getMode() & EXECUTABLE) != 0) {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
      }
    } else {
      throw new IOException("the archive has an entry of an unknown kind: " + entry.getName());
    }
  }
}
