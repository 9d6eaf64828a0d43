package dev.ordercache.app.settings;

import dev.ordercache.app.users.UsersFile;
import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.plan.OrdersTable;
import dev.ordercache.statuschange.Recovery;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.InetAddressSet;
import org.springframework.util.unit.DataSize;

/**
 * Parses the texts of settings. Each parser throws an {@link IllegalArgumentException} that says
 * what is allowed and does not repeat text that may be a secret.
 */
final class Parsers {

  private static final Pattern REDIS_URI = Pattern.compile("redis[a-z+-]*://[^\\s/?#]\\S*");
  private static final Pattern SIMPLE_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
  private static final int LONGEST_HOST = 253;
  private static final DataSize MIN_MEMORY = DataSize.ofMegabytes(1);
  private static final DataSize MAX_MEMORY = DataSize.ofTerabytes(1);
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private Parsers() {}

  static String jdbcUrl(String text) {
    return JdbcSettings.of(text, null, null).url();
  }

  static String table(String text) {
    return OrdersTable.defaults().withTable(text).table();
  }

  /** The standard table with other columns: {@code number=auftragsnr,due_at=faellig_am}. */
  static OrdersTable columns(String text) {
    Map<String, String> columns = new HashMap<>();
    for (String column : text.split(",", -1)) {
      String[] names = column.split("=", -1);
      check(text, names.length == 2, "must be a list such as number=auftragsnr,due_at=faellig_am");
      String standard = names[0].strip();
      check(text, columns.put(standard, names[1].strip()) == null, standard + " is there twice");
    }
    return OrdersTable.defaults().withColumns(columns);
  }

  /** Checks only the scheme; the client library checks the rest. */
  static String redisUri(String text) {
    return check(
        text, REDIS_URI.matcher(text).matches(), "must be a URI such as redis://host:6379");
  }

  static String namespace(String text) {
    try {
      return CachePlan.builder().namespace(text).build().namespace();
    } catch (IllegalArgumentException e) { // names the value, as its setting does
      String rule = String.valueOf(e.getMessage()).replaceFirst("^namespace: ", "");
      throw new IllegalArgumentException(rule, e);
    }
  }

  static boolean bool(String text) {
    check(text, text.equals("true") || text.equals("false"), "must be true or false");
    return Boolean.parseBoolean(text);
  }

  static StatusChangeMode statusChangeMode(String text) {
    check(text, text.equals("async") || text.equals("saga"), "must be async or saga");
    return text.equals("saga") ? StatusChangeMode.SAGA : StatusChangeMode.ASYNC;
  }

  static Recovery recovery(String text) {
    check(text, text.equals("compensate") || text.equals("retry"), "must be compensate or retry");
    return text.equals("retry") ? Recovery.RETRY_FORWARD : Recovery.COMPENSATE;
  }

  static Function<String, Integer> number(int min, int max) {
    return text -> {
      String allowed = "must be a whole number from " + min + " to " + max;
      check(text, text.matches("[0-9]{1,9}"), allowed);
      int number = Integer.parseInt(text);
      check(text, number >= min && number <= max, allowed);
      return number;
    };
  }

  static double share(String text) {
    String allowed = "must be a number from 0 to 1, such as 0.01";
    check(text, text.matches("[0-9](\\.[0-9]{1,9})?"), allowed);
    double share = Double.parseDouble(text);
    check(text, share <= 1, allowed);
    return share;
  }

  /** The number of bytes; 1 MB is 1,024 * 1,024 bytes. */
  static long memory(String text) {
    String allowed = "must be a size from 1MB to 1TB, such as 256MB or 4GB";
    check(text, text.matches("[0-9]{1,7}[MGT]B"), allowed);
    DataSize size = DataSize.parse(text);
    check(text, size.compareTo(MIN_MEMORY) >= 0 && size.compareTo(MAX_MEMORY) <= 0, allowed);
    return size.toBytes();
  }

  static Function<String, Duration> duration(Duration min, Duration max) {
    String allowed =
        "must be a duration from %s to %s, such as 500ms, 2s, 5m, 1h or PT2S".formatted(min, max);
    return text -> {
      Duration duration;
      try {
        Matcher simple = SIMPLE_DURATION.matcher(text);
        duration =
            simple.matches()
                ? Duration.of(Long.parseLong(simple.group(1)), UNITS.get(simple.group(2)))
                : Duration.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(allowed, e);
      }
      check(text, duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0, allowed);
      return duration;
    };
  }

  static Path readableFile(String text) {
    try {
      Path file = Path.of(text);
      check(text, Files.isRegularFile(file) && Files.isReadable(file), "must be a file, readable");
      return file;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be the path of a file", e);
    }
  }

  static Path usersFile(String text) {
    Path file = readableFile(text);
    UsersFile.check(file);
    return file;
  }

  static String host(String text) {
    try {
      InetAddress.getAllByName(text);
      return text;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("must be an address, or a name that has one", e);
    }
  }

  static int connections(String text) {
    int connections = number(1, 1_000_000).apply(text);
    OpenFiles.check(connections);
    return connections;
  }

  /** Names by which clients call the server, separated by commas; without ports. */
  static Set<String> hostNames(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      String name = part.strip();
      check(
          text,
          name.length() <= LONGEST_HOST && HOST_NAME.matcher(name).matches(),
          "must be a list of names such as mes.example.com, without ports");
      names.add(name);
    }
    return names;
  }

  /** Addresses and ranges of them, separated by commas. */
  static List<String> addressRanges(String text) {
    List<String> ranges = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    try {
      check(text, ranges.stream().noneMatch(String::isEmpty), "");
      new InetAddressSet().addAll(ranges);
      return ranges;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be a list of addresses and ranges such as 10.0.0.7,10.1.0.0/24", e);
    }
  }

  /** Whether all addresses of a host can be reached from this machine only. */
  static boolean isLoopback(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String check(String text, boolean allowed, String rule) {
    if (!allowed) {
      throw new IllegalArgumentException(rule);
    }
    return text;
  }
}
