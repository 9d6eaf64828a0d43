package dev.ordercache.servers;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder with all files of the servers, readable by its owner only. It belongs to the JVM that
 * holds the lock of its {@value #LOCK}; the operating system releases the lock when that JVM ends,
 * even if it is killed.
 */
final class ServerFolder {

  static final String PREFIX = "order-cache-embedded-";
  static final String LOCK = "owner.lock";
  static final String NEW_LOCK = "owner.lock.new";

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final System.Logger LOG = System.getLogger(ServerFolder.class.getName());

  /**
   * The folders of this JVM. Their lock files must not be opened again: POSIX drops all locks that
   * a process has on a file when the process closes any descriptor of it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private ServerFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Creates a folder. Its lock file gets its final name only when it is locked. */
  static ServerFolder create(Path parent) throws IOException {
    Path path = Files.createTempDirectory(parent.toRealPath(), PREFIX);
    OWN.add(path);
    Path unlocked = path.resolve(NEW_LOCK);
    FileChannel lock = FileChannel.open(unlocked, Set.of(CREATE_NEW, WRITE), PRIVATE_FILE);
    if (lock.tryLock() == null) {
      lock.close();
      throw new IOException("another process has locked the new file " + unlocked);
    }
    Files.move(unlocked, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    return new ServerFolder(path, lock);
  }

  /**
   * Creates the home of one server. It is private from the start, because all users can traverse
   * the parent folder if PostgreSQL runs as another user.
   */
  static Path createHome(Path folder, String server) throws IOException {
    return Files.createDirectory(folder.resolve(server), PRIVATE_FOLDER);
  }

  /** Creates a file that only its owner can read, unless it exists. */
  static Path privateFile(Path file) throws IOException {
    try {
      return Files.createFile(file, PRIVATE_FILE);
    } catch (FileAlreadyExistsException e) {
      return file;
    }
  }

  static boolean isOwn(Path path) {
    return OWN.contains(path);
  }

  Path path() {
    return path;
  }

  /** Deletes the folder and releases the lock. A failure is logged. */
  void delete() {
    try (lock) {
      delete(path);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Could not delete {0}: {1}", path, e);
    } finally {
      OWN.remove(path);
    }
  }

  /**
   * Deletes a folder, its lock file last, so that a partly deleted folder can be distinguished from
   * a new one.
   */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(folder, new Deletion(folder.resolve(LOCK)));
    Files.deleteIfExists(folder.resolve(LOCK));
    Files.deleteIfExists(folder);
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    private final Path lock;

    private Deletion(Path lock) {
      this.lock = lock;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!file.equals(lock)) {
        Files.deleteIfExists(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e != null && !(e instanceof NoSuchFileException)) {
        throw e;
      }
      if (!directory.equals(lock.getParent())) {
        Files.deleteIfExists(directory);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
