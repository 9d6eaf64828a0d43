package dev.ordercache.caching;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.Answer;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Source;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import dev.ordercache.jdbc.PostgresDataSources;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import dev.ordercache.servers.RedisNode;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.BlackHole;
import io.lettuce.core.RedisClient;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** An order cache as a service has it: a plan, a database and a Redis. */
class OrderCachingTest {

  private static final String APPROVED = "MANUFACTURING_APPROVED";
  private static final PageRequest READY = PageRequest.first(APPROVED, 50);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedServers servers;

  private PostgresAddress postgres;
  private String redisUri;
  private CachePlan plan;

  @BeforeAll
  static void start() {
    servers = EmbeddedServers.start(true, true);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    String name = "test" + COUNT.incrementAndGet();
    PostgresAddress server = servers.postgres().orElseThrow();
    execute(server, "CREATE DATABASE " + name);
    postgres = server.withDatabase(name);
    redisUri = servers.redisUri().orElseThrow();
    plan = CachePlan.builder().namespace(name).build();
  }

  private static void execute(PostgresAddress at, String sql) throws SQLException {
    try (Connection connection = at.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void insert(long id) throws SQLException {
    execute(
        postgres,
        """
        INSERT INTO orders (id, number, status, customer, product, quantity, price, currency, due_at)
        VALUES (%d, 'N-%d', '%s', 'ACME', 'Gear', 3, 9.90, 'EUR', now())
        """
            .formatted(id, id, APPROVED));
  }

  private OrderCaching caching() {
    return OrderCaching.of(plan, Addresses.url(postgres), redisUri);
  }

  private static void awaitTrusted(OrderCaching caching) throws Exception {
    caching.start().get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static Stream<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("order-cache-"))
        .filter(thread -> !thread.getName().startsWith("order-cache-embedded"));
  }

  @Test
  void readsChangesAndPublishes() throws Exception {
    List<Event> events = new CopyOnWriteArrayList<>();
    try (OrderCaching caching = caching()) {
      caching.events().listen(entries -> entries.forEach(entry -> events.add(entry.event())));
      awaitTrusted(caching);
      insert(1);
      await().until(() -> caching.orders().list(READY).value().orders().size() == 1);
      await().until(() -> caching.orders().list(READY).source() == Source.HIT);

      StatusChange take =
          new StatusChange(new OrderId(1), 1, new OrderStatus("MANUFACTURING_STARTED"), "ada");
      Accepted accepted =
          assertInstanceOf(
              Accepted.class, caching.changes().submit(new Submission(take, "ada", "key-1")));
      assertEquals(
          ChangeState.DONE,
          caching
              .changes()
              .outcome(accepted.entry())
              .get(SOON.toSeconds(), TimeUnit.SECONDS)
              .state());

      await().until(() -> caching.orders().list(READY).value().orders().isEmpty());
      await().until(() -> events.stream().anyMatch(Event.StatusChanged.class::isInstance));
      await().until(caching.preload()::ready);
      OrderCachingStatistics statistics = caching.statistics();
      assertTrue(statistics.reads().hits() > 0);
      assertTrue(statistics.relay().leading());
      assertEquals(1, statistics.changes().accepted());
      assertTrue(statistics.consistency().changes() > 0);
      assertEquals(0, caching.consistency().report().violations());
    }
  }

  @Test
  void closesEverythingOnceAndInAnyState() throws Exception {
    List<Thread> before = ownThreads().toList();
    OrderCaching unstarted = caching();
    unstarted.close();
    OrderCaching caching = caching();
    awaitTrusted(caching);

    caching.close();
    caching.close();

    await().until(() -> before.containsAll(ownThreads().toList()));
    assertThrows(RuntimeException.class, () -> caching.orders().find(new OrderId(1)));
  }

  @Test
  void whatWasOpenedIsClosedIfItCannotBeBuilt() throws Exception {
    List<Thread> before = ownThreads().toList();

    ConfigurationException refused =
        assertThrows(
            ConfigurationException.class,
            () -> OrderCaching.of(plan, Addresses.url(postgres), "redis//nowhere"));

    assertEquals("redisUri", refused.problems().get(0).name());
    await().until(() -> before.containsAll(ownThreads().toList()));
  }

  @Test
  void aSecondNamespaceOfTheTableIsRefused() throws Exception {
    try (OrderCaching first = caching()) {
      awaitTrusted(first);
      CachePlan other = plan.toBuilder().namespace("other").build();

      ConfigurationException refused =
          assertThrows(
              ConfigurationException.class,
              () -> OrderCaching.of(other, Addresses.url(postgres), redisUri));

      assertEquals("namespace", refused.problems().get(0).name());
    }
  }

  @Test
  void withoutMigrationsTheTablesAreNotCreated() {
    OrderCachingBuilder builder =
        OrderCaching.builder(plan)
            .database(Addresses.settings(postgres))
            .redis(redisUri)
            .withoutMigrations();

    assertThrows(RuntimeException.class, builder::build);
    assertThrows(SQLException.class, () -> insert(1));
  }

  @Test
  void aBuilderWithoutADatabaseOrARedisNamesWhatIsMissing() {
    OrderCachingBuilder none = OrderCaching.builder(plan);
    assertEquals(
        "database: must be set",
        assertThrows(IllegalStateException.class, none::build).getMessage());
    OrderCachingBuilder noRedis = OrderCaching.builder(plan).database(Addresses.settings(postgres));
    assertEquals(
        "redis: must be set",
        assertThrows(IllegalStateException.class, noRedis::build).getMessage());
  }

  @Test
  void isTrustedWhenRedisIsBackAndAnswersFromTheDatabaseUntilThen() throws Exception {
    try (RedisNode node = new RedisNode()) {
      node.kill();
      try (OrderCaching caching = OrderCaching.of(plan, Addresses.url(postgres), node.uri())) {
        CompletableFuture<Void> trusted = caching.start();
        insert(1);

        Answer<OrderPage> answer = caching.orders().list(READY);
        assertEquals(Source.BYPASS, answer.source());
        assertEquals(1, answer.value().orders().size());
        assertFalse(trusted.isDone());
        node.start();
        trusted.get(SOON.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void closeCancelsTheFutureOfACacheThatIsNotTrusted() {
    try (BlackHole silent = new BlackHole()) {
      OrderCaching caching =
          OrderCaching.of(
              plan, Addresses.url(postgres), "redis://127.0.0.1:" + silent.address().getPort());
      CompletableFuture<Void> trusted = caching.start();
      caching.close();

      assertTrue(trusted.isCancelled());
      assertThrows(IllegalStateException.class, caching::start);
    }
  }

  /** A pool without autocommit, and data sources without timeouts. */
  @Test
  void theCallersConnectionsAreUsedAndLeftOpen() throws Exception {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(callers());
      pool.setMaximumPoolSize(19);
      pool.setAutoCommit(false);
      LettuceConnectionFactory factory = factory(URI.create(redisUri).getPort());
      factory.start();
      try (OrderCaching caching =
          OrderCaching.builder(plan).database(pool, callers()).redis(factory).build()) {
        awaitTrusted(caching);
        insert(1);
        await().until(() -> caching.orders().list(READY).value().orders().size() == 1);
        await().until(() -> caching.orders().list(READY).source() == Source.HIT);
      }
      try (Connection connection = pool.getConnection()) {
        assertTrue(connection.isValid(1));
        assertFalse(connection.getAutoCommit());
      }
      assertEquals("PONG", factory.getConnection().ping());
      factory.destroy();
    }
  }

  @Test
  void aPoolOfAnotherDatabaseIsRefused() throws Exception {
    String first = postgres.url();
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(callers());
      pool.setMaximumPoolSize(19);
      try (OrderCaching other = caching()) {
        assertFalse(other.parts().pools().isEmpty()); // its tables are there
      }
      createDatabase();
      assertNotEquals(first, postgres.url());
      OrderCachingBuilder builder =
          OrderCaching.builder(plan).database(pool, callers()).redis(redisUri);

      ConfigurationException refused = assertThrows(ConfigurationException.class, builder::build);
      assertEquals("database", refused.problems().get(0).name());
    }
  }

  /** Its readers would keep the workers from the database. */
  @Test
  void aPoolThatIsSmallerThanTheSettingsNeedIsRefused() {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(callers());
      pool.setMaximumPoolSize(18);
      OrderCachingBuilder builder =
          OrderCaching.builder(plan).database(pool, callers()).redis(redisUri);

      ConfigurationException refused = assertThrows(ConfigurationException.class, builder::build);

      assertEquals(
          "database: the pool has at most 18 connections, and needs 19: 8 for reads"
              + " (CacheAsideSettings.maxLoads), 4 for workers (WorkerSettings.workers) and 7 for the"
              + " others; raise its maximumPoolSize, or lower these",
          refused.getMessage());
      CacheAsideSettings fewer = new CacheAsideSettings(7, 256, Duration.ofSeconds(1), 200);
      builder.settings(fewer).build().close();
    }
  }

  /** The settings of the relay's sessions would stay on the caller's connections. */
  @Test
  void aPoolInPlaceOfDirectConnectionsIsRefusedBeforeItsSessionsGetSettings() throws Exception {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(callers());
      pool.setMaximumPoolSize(19);
      OrderCachingBuilder builder =
          OrderCaching.builder(plan).database(pool, pool).redis(redisUri).withoutMigrations();

      ConfigurationException refused = assertThrows(ConfigurationException.class, builder::build);

      assertTrue(
          String.valueOf(refused.getMessage())
              .startsWith("directUrl: the direct data source is a pool"),
          refused.getMessage());
    }
  }

  /** It would connect to the local machine instead. */
  @Test
  void aFactoryThatKeepsItsConfigurationToItselfIsRefused() {
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            LettuceConnectionFactory.createRedisConfiguration("redis://example.invalid:1"));
    OrderCachingBuilder builder =
        OrderCaching.builder(plan).database(Addresses.settings(postgres)).redis(factory);

    assertThrows(ConfigurationException.class, builder::build);
  }

  @Test
  void theThreadsOfTheCallersClientAreUsedAndLeftRunning() throws Exception {
    RedisClient client = RedisClient.create(redisUri);
    try {
      try (OrderCaching caching =
          OrderCaching.builder(plan)
              .database(Addresses.settings(postgres))
              .redis(redisUri, client)
              .build()) {
        awaitTrusted(caching);
      }
      assertEquals("PONG", client.connect().sync().ping());
    } finally {
      client.shutdown();
    }
  }

  /** The factory's own timeout is a minute. */
  @Test
  void aFactorysTimeoutIsNotTrusted() {
    try (BlackHole silent = new BlackHole();
        OrderCaching caching =
            OrderCaching.builder(plan)
                .database(Addresses.settings(postgres))
                .redis(factory(silent.address().getPort()))
                .withoutPreload()
                .build()) {
      CompletableFuture<Answer<OrderPage>> read =
          CompletableFuture.supplyAsync(() -> caching.orders().list(READY));

      await().atMost(Duration.ofSeconds(20)).until(read::isDone);
      assertEquals(Source.BYPASS, read.join().source());
    }
  }

  private LettuceConnectionFactory factory(int port) {
    RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("127.0.0.1", port);
    String login = URI.create(redisUri).getUserInfo();
    server.setPassword(login.substring(login.indexOf(':') + 1));
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            server,
            LettuceClientConfiguration.builder().commandTimeout(Duration.ofMinutes(1)).build());
    factory.afterPropertiesSet();
    return factory;
  }

  /** Sessions of the server itself; with long timeouts. */
  private DataSource callers() {
    return PostgresDataSources.unpooled(
        Addresses.settings(postgres).withTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(10)));
  }
}
