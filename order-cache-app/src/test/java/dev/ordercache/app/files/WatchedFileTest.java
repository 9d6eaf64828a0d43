package dev.ordercache.app.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.tck.LogRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {

  @RegisterExtension final LogRecords log = new LogRecords(WatchedFile.class);
  @TempDir Path folder;
  private final List<String> used = new CopyOnWriteArrayList<>();
  private Path file;
  private WatchedFile watched;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("file"), "one");
    watched = watch("one");
  }

  private WatchedFile watch(String current) {
    return new WatchedFile(
        "test file", () -> Files.readAllBytes(file), current.getBytes(UTF_8), this::use);
  }

  private void use(byte[] content) {
    String text = new String(content, UTF_8);
    if (text.startsWith("bad")) {
      throw new IllegalArgumentException("it is bad");
    }
    used.add(text);
  }

  @AfterEach
  void stop() {
    watched.close();
  }

  @Test
  void newContentIsUsedOnceWhenTwoReadingsHaveFoundIt() throws IOException {
    watched.look();
    Files.writeString(file, "two");

    assertEquals(Duration.ofMillis(200), watched.look());
    assertEquals(List.of(), used);
    assertEquals(Duration.ofSeconds(1), watched.look());
    watched.look();
    assertEquals(List.of("two"), used);
  }

  @Test
  void whatIsStillBeingWrittenIsNotUsed() throws IOException {
    for (String part : List.of("t", "tw", "two")) {
      Files.writeString(file, part);
      watched.look();
    }
    assertEquals(List.of(), used);
    watched.look();
    assertEquals(List.of("two"), used);
  }

  @Test
  void contentThatHasGoneBackMeanwhileIsNotUsed() throws IOException {
    Files.writeString(file, "two");
    watched.look();
    Files.writeString(file, "one");
    watched.look();
    Files.writeString(file, "two");
    watched.look();

    assertEquals(List.of(), used);
  }

  /** As Kubernetes replaces files; their times may be equal or go back. */
  @Test
  void aLinkThatLeadsElsewhereIsFoundWhateverTheTimesSay() throws IOException {
    FileTime time = FileTime.fromMillis(0);
    Path first = Files.writeString(folder.resolve("first"), "one");
    Path second = Files.writeString(folder.resolve("second"), "two");
    Files.setLastModifiedTime(first, time);
    Files.setLastModifiedTime(second, time);
    file = Files.createSymbolicLink(folder.resolve("link"), first);
    watched.look();
    Path coming = Files.createSymbolicLink(folder.resolve("coming"), second);
    Files.move(coming, file, StandardCopyOption.REPLACE_EXISTING);
    watched.look();
    watched.look();

    assertEquals(List.of("two"), used);
  }

  @Test
  void contentThatIsRefusedIsLoggedOnceAndChangesNothingUntilItIsMended() throws IOException {
    watched.start();
    Files.writeString(file, "bad");
    await().until(watched::failing);
    await().until(() -> log.has("test file", "nothing changes", "it is bad"));
    Files.writeString(file, "two");
    await().until(() -> used.equals(List.of("two")));

    await().until(() -> !watched.failing());
    assertEquals(1, log.size());
  }

  @Test
  void aFileThatHasGoneChangesNothing() throws IOException {
    watched.start();
    Files.delete(file);
    await().until(watched::failing);
    Files.writeString(file, "one");
    await().until(() -> !watched.failing());

    assertEquals(List.of(), used);
  }

  @Test
  void aFailureOfAnyKindDoesNotEndIt() throws IOException {
    AtomicInteger readings = new AtomicInteger();
    try (WatchedFile failing =
        new WatchedFile(
            "test file",
            () -> {
              if (readings.incrementAndGet() == 1) {
                throw new StackOverflowError("of a test");
              }
              return Files.readAllBytes(file);
            },
            new byte[0],
            this::use)) {
      failing.start();
      await().until(() -> used.equals(List.of("one")));
      assertFalse(failing.failing());
    }
    assertTrue(readings.get() >= 3);
  }

  @Test
  void itFailsAgainForAsLongAsTheContentIsRefused() throws IOException {
    Files.writeString(file, "bad");
    watched.look();

    assertThrows(IllegalArgumentException.class, watched::look);
    assertThrows(IllegalArgumentException.class, watched::look);
  }
}
