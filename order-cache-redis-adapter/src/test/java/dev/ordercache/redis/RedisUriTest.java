package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

class RedisUriTest {

  private static final String PRINTABLE =
      IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

  @Test
  void oneHostIsAServer() {
    RedisUri uri = RedisUri.parse("redis://user:pa%40ss@cache.example:6380/3");
    RedisStandaloneConfiguration server =
        assertInstanceOf(RedisStandaloneConfiguration.class, uri.configuration());
    assertEquals("cache.example", server.getHostName());
    assertEquals(6380, server.getPort());
    assertEquals(3, server.getDatabase());
    assertEquals("user", server.getUsername());
    assertEquals(RedisPassword.of("pa@ss"), server.getPassword());
    assertFalse(uri.node().isSsl());
  }

  @Test
  void twoLettersMoreAreTls() {
    assertTrue(RedisUri.parse("rediss://cache.example").node().isSsl());
    assertTrue(RedisUri.parse("rediss://a.example:1,b.example:2").node().isSsl());
  }

  @Test
  void severalHostsAreACluster() {
    RedisUri uri = RedisUri.parse("redis://user:secret@a.example:1,b.example:2,c.example:3");
    RedisClusterConfiguration cluster =
        assertInstanceOf(RedisClusterConfiguration.class, uri.configuration());
    assertEquals(
        List.of(
            new RedisNode("a.example", 1),
            new RedisNode("b.example", 2),
            new RedisNode("c.example", 3)),
        List.copyOf(cluster.getClusterNodes()));
    assertEquals("user", cluster.getUsername());
    assertEquals(RedisPassword.of("secret"), cluster.getPassword());
  }

  @Test
  void sentinelsNameTheirGroup() {
    RedisUri uri = RedisUri.parse("redis-sentinel://:secret@a.example,b.example:2/1#orders");
    RedisSentinelConfiguration group =
        assertInstanceOf(RedisSentinelConfiguration.class, uri.configuration());
    assertEquals("orders", Objects.requireNonNull(group.getMaster()).getName());
    assertEquals(2, group.getSentinels().size());
    assertEquals(1, group.getDatabase());
    assertEquals(RedisPassword.of("secret"), group.getPassword());
  }

  /** All printable characters of ASCII, and others, as user and as password. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://%s:%s@cache.example",
        "rediss://%s:%s@cache.example:6380/3",
        "redis://%s:%s@a.example:1,b.example:2",
        "redis-sentinel://%s:%s@a.example,b.example:2#orders"
      })
  void userAndPasswordMayHaveAnyCharacter(String form) {
    for (char c : (PRINTABLE + "ü€").toCharArray()) {
      String text = "a" + c + "b" + c;
      String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
      assertLogin(text, RedisUri.parse(form.formatted(encoded, encoded)));
      if (" %/?#:".indexOf(c) < 0) {
        assertLogin(text, RedisUri.parse(form.formatted(text, text)));
      }
    }
    String all = URLEncoder.encode(PRINTABLE, UTF_8).replace("+", "%20");
    assertLogin(PRINTABLE, RedisUri.parse(form.formatted(all, all)));
  }

  private static void assertLogin(String text, RedisUri uri) {
    WithAuthentication login = assertInstanceOf(WithAuthentication.class, uri.configuration());
    assertEquals(RedisPassword.of(text), login.getPassword(), text);
    assertEquals(
        text,
        uri.configuration() instanceof RedisStandaloneConfiguration server
            ? server.getUsername()
            : uri.configuration() instanceof RedisClusterConfiguration cluster
                ? cluster.getUsername()
                : ((RedisSentinelConfiguration) uri.configuration()).getUsername());
  }

  /** It was once taken for the separator of a cluster's hosts. */
  @Test
  void aCommaInThePasswordIsNoCluster() {
    RedisUri uri = RedisUri.parse("redis://:one,two@cache.example");
    assertFalse(uri.isCluster());
    assertEquals(
        RedisPassword.of("one,two"),
        assertInstanceOf(RedisStandaloneConfiguration.class, uri.configuration()).getPassword());
  }

  @Test
  void aPasswordNeedsNoUser() {
    for (String login : List.of(":secret", "secret")) {
      RedisStandaloneConfiguration server =
          assertInstanceOf(
              RedisStandaloneConfiguration.class,
              RedisUri.parse("redis://" + login + "@cache.example").configuration());
      assertNull(server.getUsername());
      assertEquals(RedisPassword.of("secret"), server.getPassword());
    }
  }

  @Test
  void aMalformedUriIsRefusedWithoutRepeatingIt() {
    for (String uri :
        List.of(
            "",
            "localhost:6379",
            "http://user:hunter2@cache.example",
            "redis://user:hunter2@cache.example:port",
            "redis://user:hunter2@",
            "redis://user:hunter2%zz@cache.example",
            "redis://user:hunter2@cache.example :6379",
            "redis://user:hunter2@a.example:99999999,b.example",
            "redis://user:hunter2@cache.example:99999",
            "redis-sentinel://user:hunter2@cache.example",
            "redis-sentinel://user:hunter2@")) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> RedisUri.parse(uri), uri);
      assertTrue(String.valueOf(refusal.getMessage()).startsWith("a Redis URI is"), uri);
      assertNull(refusal.getCause(), "it could repeat the password");
    }
  }
}
