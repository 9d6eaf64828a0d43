package dev.ordercache.app.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertiesPropertySource;

/** The properties file with settings, in UTF-8. */
final class SettingsFile {

  private static final String DEFAULT_NAME = "order-cache.properties";

  private SettingsFile() {}

  /**
   * Reads the configured file, or else the one with the default name, if it exists.
   *
   * @param asked the configured path, or null
   * @param problems receives the problems with the file
   */
  static @Nullable PropertiesPropertySource find(
      @Nullable String asked, Path workingFolder, Consumer<String> problems) {
    Path file;
    try {
      file = workingFolder.resolve(asked == null ? DEFAULT_NAME : asked);
    } catch (InvalidPathException e) {
      problems.accept("%s is \"%s\": must be the path of a file".formatted(Setting.CONFIG, asked));
      return null;
    }
    if (asked == null && !Files.exists(file)) {
      return null;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.accept("the settings file %s cannot be read: %s".formatted(file, e));
      return null;
    }
    return new PropertiesPropertySource("file " + file, properties);
  }
}
