package dev.ordercache.lab.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finds a script whose edit has broken the variants that are made from it. */
class VariantTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROTECTED")
  void hasScriptsThatDifferFromTheLibrarys(Variant variant) throws IOException {
    String classPath = variant.classPath(folder);
    assertEquals(0, classPath.indexOf(folder.toString()), "its scripts must come first");
    List<Path> scripts;
    try (Stream<Path> files = Files.walk(folder)) {
      scripts = files.filter(Files::isRegularFile).toList();
    }
    assertNotEquals(List.of(), scripts);
    scripts.forEach(script -> assertNotEquals(original(script), text(script)));
  }

  private String original(Path script) {
    try (InputStream in = Variant.class.getResourceAsStream("/" + folder.relativize(script))) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path script) {
    try {
      return Files.readString(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
