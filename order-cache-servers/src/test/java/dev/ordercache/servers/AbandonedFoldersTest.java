package dev.ordercache.servers;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Cleaning up after killed JVMs")
class AbandonedFoldersTest {

  @TempDir Path given;
  private Path abandoned = Path.of("");
  private ServerFolder own = unset();

  @BeforeEach
  void makeFolders() throws IOException {
    own = ServerFolder.create(given);
    abandoned = Files.createDirectory(own.path().resolveSibling(ServerFolder.PREFIX + "1"));
  }

  @AfterEach
  void deleteOwn() {
    own.delete();
  }

  @Test
  @DisplayName("deletes a folder whose lock is free, with all that is in it")
  void deletes() throws IOException {
    Files.createFile(abandoned.resolve(ServerFolder.LOCK));
    Files.createDirectories(abandoned.resolve("a/b"));
    Files.writeString(abandoned.resolve("a/b/c"), "");
    AbandonedFolders.clean(own.path());
    assertFalse(Files.exists(abandoned));
  }

  @Test
  @DisplayName("does not follow links out of a folder")
  void links() throws IOException {
    Path outside = Files.writeString(own.path().resolveSibling("outside"), "");
    Files.createFile(abandoned.resolve(ServerFolder.LOCK));
    Files.createSymbolicLink(abandoned.resolve("link"), own.path().getRoot());
    Files.createSymbolicLink(abandoned.resolve("file"), outside);
    AbandonedFolders.clean(own.path());
    assertFalse(Files.exists(abandoned));
    assertTrue(Files.exists(outside));
  }

  @Test
  @DisplayName("spares a process that has the id of a server that has ended")
  void reusedPid() throws IOException {
    Process bystander = new ProcessBuilder("sleep", "60").directory(abandoned.toFile()).start();
    Files.createFile(abandoned.resolve(ServerFolder.LOCK));
    Path data = Files.createDirectories(abandoned.resolve("postgres/data"));
    Files.writeString(data.resolve("postmaster.pid"), bystander.pid() + "\n" + data + "\n");
    AbandonedFolders.clean(own.path());
    assertFalse(Files.exists(abandoned));
    assertTrue(bystander.isAlive(), "it does not run from the folder");
    bystander.destroyForcibly();
  }

  @Test
  @DisplayName("stops a process that runs from the folder, even one that ignores signals")
  void stubborn() throws Exception {
    Files.createFile(abandoned.resolve(ServerFolder.LOCK));
    Path shell = abandoned.resolve("server");
    Files.copy(Path.of("/bin/sh").toRealPath(), shell);
    Process server =
        new ProcessBuilder(
                shell.toString(), "-c", "trap '' INT TERM; echo ready; while :; do sleep 1; done")
            .start();
    server.getInputStream().read();
    AbandonedFolders.clean(own.path());
    server.waitFor();
    assertFalse(Files.exists(abandoned));
  }

  @Test
  @DisplayName("leaves a folder alone that is being created")
  void beingMade() throws IOException {
    Files.createFile(abandoned.resolve(ServerFolder.NEW_LOCK));
    AbandonedFolders.clean(own.path());
    assertTrue(Files.exists(abandoned));
  }

  @Test
  @DisplayName("deletes what is left of a folder that was not completely created")
  void halfMade() throws IOException {
    Files.createFile(abandoned.resolve(ServerFolder.NEW_LOCK));
    makeOld();
    AbandonedFolders.clean(own.path());
    assertFalse(Files.exists(abandoned));
  }

  @Test
  @DisplayName("never deletes another user's folder that happens to have such a name")
  void sameName() throws IOException {
    Files.writeString(abandoned.resolve("thesis.tex"), "");
    makeOld();
    AbandonedFolders.clean(own.path());
    assertTrue(Files.exists(abandoned.resolve("thesis.tex")));
  }

  private void makeOld() throws IOException {
    Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(600)));
  }

  @SuppressWarnings("NullAway") // set before each test
  private static ServerFolder unset() {
    return null;
  }
}
