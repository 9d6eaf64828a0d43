package dev.ordercache.redis;

import java.util.Comparator;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The version that a server reports, and whether this adapter works with it. */
final class RedisVersion {

  private static final System.Logger LOG = System.getLogger(RedisVersion.class.getName());
  private static final String TESTED = "Redis 6.2 to 8.0 and Valkey 8.1";

  /** Up to 4, a script that has read the time may not write, and there are no streams. */
  private static final int OLDEST_MAJOR = 5;

  private static final int OLDEST_TESTED = 602;
  private static final int NEWEST_TESTED = 800;
  private static final int TESTED_VALKEY = 801;
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)");

  private RedisVersion() {}

  /**
   * Checks the reply to {@code INFO server}; logs a warning if the server is not tested.
   *
   * @throws IllegalStateException if it is too old to work with
   */
  static void check(@Nullable Properties info) {
    String valkey = value(info, "valkey_version");
    String other = value(info, "dragonfly_version");
    String redis = value(info, "redis_version");
    if (valkey != null) {
      warnUnless(number(valkey) == TESTED_VALKEY, "Valkey " + valkey);
    } else if (other != null) {
      warnUnless(false, "Dragonfly " + other);
    } else if (redis != null) {
      int number = number(redis);
      if (number < OLDEST_MAJOR * 100) {
        throw new IllegalStateException(
            "Redis %s is too old; supported are %s".formatted(redis, TESTED));
      }
      warnUnless(number >= OLDEST_TESTED && number <= NEWEST_TESTED, "Redis " + redis);
    }
  }

  /** In the reply of a Cluster, each name begins with a node's address. */
  private static @Nullable String value(@Nullable Properties info, String name) {
    return info == null
        ? null
        : info.stringPropertyNames().stream()
            .filter(key -> key.equals(name) || key.endsWith("." + name))
            .map(info::getProperty)
            .min(Comparator.comparingInt(RedisVersion::number))
            .orElse(null);
  }

  /** Major and minor version as one number, or the oldest that is tested if it has another form. */
  private static int number(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    return numbers.lookingAt()
        ? Integer.parseInt(numbers.group(1)) * 100 + Integer.parseInt(numbers.group(2))
        : OLDEST_TESTED;
  }

  private static void warnUnless(boolean tested, String server) {
    if (!tested) {
      LOG.log(
          System.Logger.Level.WARNING, "{0} is not among the servers tested: {1}", server, TESTED);
    }
  }
}
