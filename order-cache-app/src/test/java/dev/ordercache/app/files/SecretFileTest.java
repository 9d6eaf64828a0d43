package dev.ordercache.app.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no modes")
class SecretFileTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("secret"), "x");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "r--r-----", "rwxr-x---"})
  void whatOthersCannotReadIsRead(String mode) throws IOException {
    mode(mode);

    assertArrayEquals(new byte[] {'x'}, SecretFile.read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-rw----", "rw-----w-"})
  void whatOthersCanReadOrWriteIsRefusedWithWhatToDo(String mode) throws IOException {
    mode(mode);
    String refusal = refusal(file);

    assertTrue(refusal.contains(mode), refusal);
    assertTrue(refusal.contains("chmod o-rwx,g-w"), refusal);
  }

  private static String refusal(Path path) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> SecretFile.read(path)).getMessage());
  }

  /** A link has all permissions itself. */
  @Test
  void ofASymbolicLinkItIsTheFilesModeThatCounts() throws IOException {
    mode("rw-------");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertArrayEquals(new byte[] {'x'}, SecretFile.read(link));
    mode("rw-r--r--");

    assertTrue(refusal(link).contains("chmod"));
  }

  @Test
  void aFileThatIsMuchTooLongIsNotReadToItsEnd() throws IOException {
    mode("rw-------");
    Files.write(file, new byte[1024 * 1024 + 1]);

    assertEquals("is longer than 1 MB", refusal(file));
  }

  @Test
  void thatThereIsNoneIsSaid() {
    Path none = folder.resolve("none");
    IOException failure = assertThrows(IOException.class, () -> SecretFile.read(none));

    assertEquals("there is no such file", failure.getMessage());
  }
}
