package dev.ordercache.app.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds the text of each setting in an environment and collects all problems. Reads the sources
 * directly, because the environment would replace text that looks like a placeholder, as a password
 * may.
 */
final class SettingsReader {

  private static final String ENVIRONMENT =
      StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

  private final Map<Setting, Text> texts = new EnumMap<>(Setting.class);
  private final List<String> problems = new ArrayList<>();
  private boolean unknown;

  private SettingsReader() {}

  /** A value, with the name and source under which it was found. */
  private record Text(String value, String name, String source) {

    String shown(Setting setting) {
      String shown = setting == Setting.JDBC_PASSWORD ? "***" : Masked.url(value);
      return "%s is \"%s\" (%s)".formatted(name, shown, source);
    }
  }

  static SettingsReader of(ConfigurableEnvironment environment, Path workingFolder) {
    SettingsReader reader = new SettingsReader();
    for (PropertySource<?> source : environment.getPropertySources()) {
      reader.take(source);
    }
    Text config = reader.texts.get(Setting.CONFIG);
    PropertySource<?> file =
        SettingsFile.find(config == null ? null : config.value(), workingFolder, reader::problem);
    if (file != null) {
      environment.getPropertySources().addLast(file);
      reader.take(file);
      if (config == null && reader.texts.containsKey(Setting.CONFIG)) {
        reader.problem(Setting.CONFIG + " has no effect in a file");
      }
    }
    return reader;
  }

  /** The text of a setting, or null if it is not set. */
  @Nullable String text(Setting setting) {
    Text text = texts.get(setting);
    return text == null ? null : text.value();
  }

  /** The value of a setting, or the fallback if it is not set or malformed. */
  <V> V value(Setting setting, V fallback, Function<String, V> parser) {
    V value = value(setting, parser);
    return value == null ? fallback : value;
  }

  /** The value of a setting, or null if it is not set or malformed. */
  <V> @Nullable V value(Setting setting, Function<String, V> parser) {
    Text text = texts.get(setting);
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text.value());
    } catch (IllegalArgumentException e) {
      problem(text.shown(setting) + ": " + e.getMessage());
      return null;
    }
  }

  /** A number, or 1 and a problem if it is not possible. */
  int possible(IntSupplier number) {
    try {
      return number.getAsInt();
    } catch (IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
      return 1;
    }
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /**
   * Ends the reading.
   *
   * @throws SettingsException if anything was wrong
   */
  void throwProblems() {
    if (unknown) {
      problem("the settings are " + Setting.all());
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private void take(PropertySource<?> source) {
    if (!(source instanceof EnumerablePropertySource<?> enumerable)) {
      return;
    }
    Map<Setting, Text> found = new EnumMap<>(Setting.class);
    for (String name : enumerable.getPropertyNames()) {
      Setting setting = Setting.named(name).orElse(null);
      if (setting != null) {
        add(found, setting, new Text(value(source, name), name, label(source)));
      } else if (Setting.looksLikeOne(name) && !isServiceLink(source, name)) {
        unknown = true;
        problem("%s (%s) is not a setting".formatted(name, label(source)));
      }
    }
    found.forEach(texts::putIfAbsent);
  }

  private static boolean isServiceLink(PropertySource<?> source, String name) {
    return source.getName().equals(ENVIRONMENT)
        && ServiceLinks.hasOne(name, String.valueOf(source.getProperty(name)));
  }

  private void add(Map<Setting, Text> found, Setting setting, Text text) {
    if (text.value().isBlank()) {
      return;
    }
    Text other = found.put(setting, text);
    if (other != null && !other.value().equals(text.value())) {
      problem("%s and %s differ (%s)".formatted(other.name(), text.name(), text.source()));
    }
  }

  private static String value(PropertySource<?> source, String name) {
    String value = String.valueOf(source.getProperty(name));
    return Setting.named(name).filter(Setting.JDBC_PASSWORD::equals).isPresent()
        ? value
        : value.strip();
  }

  private static String label(PropertySource<?> source) {
    return switch (source.getName()) {
      case "systemProperties" -> "system property";
      case ENVIRONMENT -> "environment variable";
      default -> source.getName();
    };
  }
}
