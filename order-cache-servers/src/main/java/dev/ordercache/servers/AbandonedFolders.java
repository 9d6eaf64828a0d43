package dev.ordercache.servers;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;

/**
 * Cleans up after JVMs that were killed: stops the servers that run from their folders and deletes
 * the folders. A folder is abandoned when its lock can be acquired. Folders of other users are not
 * touched.
 */
final class AbandonedFolders {

  private static final System.Logger LOG = System.getLogger(AbandonedFolders.class.getName());

  /**
   * A folder without a lock file is being created if it is younger, and nearly deleted if it is
   * older.
   */
  private static final Duration MAKING = Duration.ofMinutes(1);

  private AbandonedFolders() {}

  /** Cleans all abandoned siblings of a folder that belong to its owner. */
  static void clean(Path folder) {
    Path parent = folder.resolveSibling(".").normalize();
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(parent, ServerFolder.PREFIX + "*")) {
      UserPrincipal owner = Files.getOwner(folder);
      for (Path sibling : siblings) {
        if (!ServerFolder.isOwn(sibling)) {
          cleanIfAbandoned(sibling, owner);
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Could not look for abandoned folders: {0}", e);
    }
  }

  private static void cleanIfAbandoned(Path folder, UserPrincipal owner) {
    try {
      if (!Files.isDirectory(folder, NOFOLLOW_LINKS)
          || !Files.getOwner(folder, NOFOLLOW_LINKS).equals(owner)) {
        return;
      }
      if (Files.isRegularFile(folder.resolve(ServerFolder.LOCK), NOFOLLOW_LINKS)) {
        cleanIfUnlocked(folder);
      } else {
        deleteIfOldAndEmpty(folder);
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "Another process has deleted {0}", folder);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Could not clean up {0}: {1}", folder, e);
    }
  }

  private static void cleanIfUnlocked(Path folder) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(ServerFolder.LOCK), StandardOpenOption.WRITE, NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        LOG.log(System.Logger.Level.INFO, "Cleaning up after a killed JVM: {0}", folder);
        new ServerProcesses(folder).stop();
        ServerFolder.delete(folder);
      }
    } catch (OverlappingFileLockException e) {
      LOG.log(System.Logger.Level.DEBUG, "In use by another class loader of this JVM: {0}", folder);
    }
  }

  private static void deleteIfOldAndEmpty(Path folder) throws IOException {
    FileTime modified = Files.getLastModifiedTime(folder, NOFOLLOW_LINKS);
    if (modified.toInstant().isBefore(Instant.now().minus(MAKING))) {
      Files.deleteIfExists(folder.resolve(ServerFolder.NEW_LOCK));
      Files.delete(folder);
    }
  }
}
