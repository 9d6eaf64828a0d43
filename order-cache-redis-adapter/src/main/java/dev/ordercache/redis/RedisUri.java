package dev.ordercache.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The parsed URI of a Redis.
 *
 * @param node the server, the Sentinel group, or a cluster's first node, with TLS
 * @param configuration the same for spring-data-redis, with all nodes, user and password
 */
record RedisUri(RedisURI node, RedisConfiguration configuration) {

  private static final String HOST = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>redis|rediss|redis-sentinel|rediss-sentinel)://((?<login>[^/?#\\s]*)@)?"
              + ("(?<hosts>" + HOST + "(," + HOST + ")*)")
              + "(?<rest>[/?#]\\S*)?");
  private static final String FORMS =
      "a Redis URI is redis://[[user]:password@]host[:port][/database], the same with rediss:// for"
          + " TLS, redis-sentinel://[[user]:password@]host[:port][,host[:port]...][/database]#group,"
          + " or redis://[[user]:password@]host[:port],host[:port]... for a cluster; in user and"
          + " password %, /, ?, # and blanks are written as %25, %2F, %3F, %23 and %20";

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is malformed; the message does not repeat it, because it
   *     may hold a password
   */
  static RedisUri parse(String uri) {
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException(FORMS);
    }
    try {
      String login = parts.group("login");
      String rest = parts.group("rest");
      String scheme = parts.group("scheme");
      String hosts = parts.group("hosts");
      // without the login, whose commas and colons would be taken for those of hosts and ports
      String place = scheme + "://" + hosts + (rest == null ? "" : rest);
      boolean cluster = hosts.contains(",") && !scheme.endsWith("-sentinel");
      RedisUri found = cluster ? cluster(place) : single(place);
      if (login != null && found.configuration() instanceof WithAuthentication secured) {
        logIn(secured, login);
      }
      return found;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(FORMS); // without the cause, which repeats the URI
    }
  }

  /** A login without a colon is a password. */
  private static void logIn(WithAuthentication configuration, String login) {
    int colon = login.indexOf(':');
    String user = decoded(login.substring(0, Math.max(0, colon)));
    if (!user.isEmpty()) {
      configuration.setUsername(user);
    }
    configuration.setPassword(decoded(login.substring(colon + 1)));
  }

  /** A plus sign stands for itself, unlike in HTML forms. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  boolean isCluster() {
    return configuration instanceof RedisClusterConfiguration;
  }

  private static RedisUri single(String uri) {
    RedisURI node = RedisURI.create(uri);
    return new RedisUri(node, LettuceConnectionFactory.createRedisConfiguration(node));
  }

  private static RedisUri cluster(String uri) {
    List<RedisURI> nodes = RedisClusterURIUtil.toRedisURIs(URI.create(uri));
    RedisClusterConfiguration configuration = new RedisClusterConfiguration();
    nodes.forEach(node -> configuration.clusterNode(node.getHost(), node.getPort()));
    return new RedisUri(nodes.get(0), configuration);
  }
}
