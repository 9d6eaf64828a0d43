package dev.ordercache.lab;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ordercache.servers.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * The clock of a real Redis, which a test sets by libfaketime, from Debian's package of that name.
 * Where that is not installed, or Redis does not load it, the test is skipped. It is always the
 * embedded Redis, because Debian's was seen not to start under libfaketime.
 */
final class FakedClock implements AutoCloseable {

  private static final Path LIBRARIES = Path.of("/usr/lib");

  /** Set where a skipped test would go unnoticed. */
  private static final String REQUIRED = "TESTS_NEED_FAKETIME";

  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  final RedisNode node;
  private final Path folder;

  FakedClock() {
    String library = library();
    try {
      folder = Files.createTempDirectory("order-cache-test-clock");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    set(Duration.ZERO);
    node =
        new RedisNode(
            null,
            Map.of(
                "LD_PRELOAD",
                library,
                "FAKETIME_TIMESTAMP_FILE",
                offset().toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1"));
  }

  private static String library() {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(LIBRARIES, "*-linux-gnu*")) {
      for (Path architecture : found) {
        Path library = architecture.resolve(LIBRARY);
        if (Files.exists(library)) {
          return library.toString();
        }
      }
    } catch (IOException e) {
      return abort("no libraries: " + e);
    }
    if (System.getenv(REQUIRED) != null) {
      return fail("libfaketime is not installed");
    }
    return abort("libfaketime is not installed");
  }

  private Path offset() {
    return folder.resolve("offset");
  }

  /** Sets Redis' clock back, as an operator or a faulty time service does. */
  void setBack(Duration duration) {
    long before = now();
    set(duration.negated());
    assumeTrue(now() < before, "Redis does not load libfaketime");
  }

  private long now() {
    return Long.parseLong(node.list("TIME").get(0));
  }

  private void set(Duration offset) {
    try {
      Path next = Files.writeString(folder.resolve("next"), "%+d".formatted(offset.toSeconds()));
      Files.move(next, offset(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    node.stop(); // a kill would leave libfaketime's files in the shared memory
    node.close();
    Files.delete(offset());
    Files.delete(folder);
  }
}
