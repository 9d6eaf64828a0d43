package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.LONG_TIMEOUTS;
import static dev.ordercache.redis.RedisUnderTest.freshNamespace;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.Ports;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.servers.TestServers;
import dev.ordercache.tck.TestCertificate;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A Redis that accepts only TLS; an installed one, because the embedded one has no TLS. */
class TlsTest {

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = TRUST_STORE + "Password";

  @TempDir static Path folder;
  private static @Nullable RedisNode server;
  private static TestCertificate certificate;
  private static int port;

  private final CachePlan plan = freshNamespace();

  @BeforeAll
  static void start() {
    TestServers.Installed redis = TestServers.redis().orElseGet(TestServers::debianRedis);
    certificate = TestCertificate.create(folder);
    port = Ports.free(10_000, 19_999);
    server =
        new RedisNode(
            redis,
            Map.of(),
            "port",
            "0",
            "tls-port",
            "" + port,
            "tls-cert-file",
            certificate.certificate().toString(),
            "tls-key-file",
            certificate.key().toString(),
            "tls-ca-cert-file",
            certificate.certificate().toString(),
            "tls-auth-clients",
            "no",
            "requirepass",
            "a,b");
  }

  @AfterAll
  static void stop() {
    if (server != null) { // null if it is not installed
      server.close();
    }
  }

  @AfterEach
  void trustTheUsualAuthorities() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE_PASSWORD);
  }

  private RedisConnections open(String scheme) {
    return RedisConnections.open(scheme + "://:a,b@localhost:" + port, plan, LONG_TIMEOUTS);
  }

  private static void read(RedisOrderCache cache) {
    cache.lookup(List.of(RedisUnderTest.key(1)));
  }

  @Test
  void aServerWithATrustedCertificateIsAccepted() {
    System.setProperty(TRUST_STORE, certificate.trustStore().toString());
    System.setProperty(TRUST_STORE_PASSWORD, TestCertificate.PASSWORD);
    try (RedisConnections connections = open("rediss")) {
      assertReads(connections);
    }
  }

  private static ClientOptions trusting() {
    SslOptions trusting =
        SslOptions.builder()
            .jdkSslProvider()
            .truststore(certificate.trustStore().toFile(), TestCertificate.PASSWORD)
            .build();
    return ClientOptions.builder().sslOptions(trusting).build();
  }

  @Test
  void theTrustStoreOfACallersClientIsUsed() {
    RedisClient client = RedisClient.create();
    client.setOptions(trusting());
    try (RedisConnections connections =
        RedisConnections.open("rediss://:a,b@localhost:" + port, client, plan, LONG_TIMEOUTS)) {
      assertReads(connections);
    } finally {
      client.shutdown();
    }
  }

  @Test
  void theTrustStoreOfACallersFactoryIsUsed() {
    try (RedisConnections connections = like(SslVerifyMode.FULL, trusting())) {
      assertReads(connections);
    }
  }

  @Test
  void aFactoryThatVerifiesNothingIsFollowed() {
    try (RedisConnections connections = like(SslVerifyMode.NONE, ClientOptions.create())) {
      assertReads(connections);
    }
  }

  private RedisConnections like(SslVerifyMode mode, ClientOptions options) {
    RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("localhost", port);
    server.setPassword("a,b");
    LettuceClientConfiguration client =
        LettuceClientConfiguration.builder()
            .clientOptions(options)
            .useSsl()
            .verifyPeer(mode)
            .and()
            .build();
    return RedisConnections.like(new LettuceConnectionFactory(server, client), plan, LONG_TIMEOUTS);
  }

  private void assertReads(RedisConnections connections) {
    RedisOrderCache cache = new RedisOrderCache(connections, plan, LONG_TIMEOUTS);
    Awaitility.await()
        .ignoreException(OrderCacheException.class) // it is starting
        .untilAsserted(() -> read(cache));
  }

  @Test
  void anUntrustedServerIsRefusedWithTheReason() {
    assertRefused(open("rediss"));
  }

  @Test
  void anUntrustedServerOfAFactoryIsRefusedWithTheReason() {
    assertRefused(like(SslVerifyMode.FULL, ClientOptions.create()));
  }

  private void assertRefused(RedisConnections opened) {
    try (RedisConnections connections = opened) {
      RedisOrderCache cache = new RedisOrderCache(connections, plan, LONG_TIMEOUTS);
      OrderCacheException failure = assertThrows(OrderCacheException.class, () -> read(cache));
      assertTrue(String.valueOf(failure.getMessage()).contains("certi"), failure::getMessage);
    }
  }

  @Test
  void withoutTlsItDoesNotAnswer() {
    try (RedisConnections connections = open("redis")) {
      assertThrows(
          OrderCacheException.class,
          () -> read(new RedisOrderCache(connections, plan, LONG_TIMEOUTS)));
    }
  }
}
