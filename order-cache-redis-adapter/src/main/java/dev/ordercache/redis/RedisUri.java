package dev.ordercache.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A URI that says where Redis is.
 *
 * @param node the server, the Sentinel group, or a cluster's first node; with credentials and TLS
 * @param configuration the same for spring-data-redis, with all nodes
 */
record RedisUri(RedisURI node, RedisConfiguration configuration) {

  private static final String HOST = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?";
  private static final Pattern FORM =
      Pattern.compile(
          "(redis|rediss|redis-sentinel|rediss-sentinel)://([^/?#\\s]*@)?"
              + HOST
              + "(,"
              + HOST
              + ")*([/?#]\\S*)?");
  private static final String FORMS =
      "a Redis URI is redis://[[user]:password@]host[:port][/database], the same with rediss:// for"
          + " TLS, redis-sentinel://[[user]:password@]host[:port][,host[:port]...][/database]#group,"
          + " or redis://[[user]:password@]host[:port],host[:port]... for a cluster";

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is malformed; the message does not repeat it, because it
   *     may hold a password
   */
  static RedisUri parse(String uri) {
    if (!FORM.matcher(uri).matches()) {
      throw new IllegalArgumentException(FORMS);
    }
    try {
      boolean cluster = uri.contains(",") && !uri.contains("-sentinel://");
      return cluster ? cluster(uri) : single(uri);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(FORMS); // without the cause, which repeats the URI
    }
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
    RedisURI first = nodes.get(0);
    if (LettuceConnectionFactory.createRedisConfiguration(first)
        instanceof RedisStandaloneConfiguration credentials) {
      configuration.setUsername(credentials.getUsername());
      configuration.setPassword(credentials.getPassword());
    }
    return new RedisUri(first, configuration);
  }
}
