package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The executables of the embedded PostgreSQL in a folder, for tests that run servers from it. At
 * the end of the JVM, these servers are stopped and the folder is deleted.
 */
final class UnpackedPostgres {

  private static final TestServers.Installed INSTALLED = unpack();

  private UnpackedPostgres() {}

  static TestServers.Installed installed() {
    return INSTALLED;
  }

  private static TestServers.Installed unpack() {
    try {
      ServerFolder folder = ServerFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      AbandonedFolders.clean(folder.path());
      Path home = ServerFolder.createHome(folder.path(), "postgres");
      PostgresBinaries.unpack(home);
      return new TestServers.Installed(home.resolve("bin"), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void delete(ServerFolder folder) {
    new ServerProcesses(folder.path()).stop();
    folder.delete();
  }
}
