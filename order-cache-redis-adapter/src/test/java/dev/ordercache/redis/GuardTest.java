package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.RedisUnderTest.term;
import static dev.ordercache.redis.TestOrders.found;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.relay.RelayTarget.Reply;
import dev.ordercache.relay.RelayTarget.Round;
import dev.ordercache.relay.RelayTarget.ServerTime;
import dev.ordercache.servers.RedisNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the guard is present, by the server's clock. */
class GuardTest {

  private final RedisUnderTest redis = RedisUnderTest.create();

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void theGuardEndsAtAnAbsoluteTime() {
    ServerTime since = redis.target.time();
    redis.target.takeOver(term(5, 0, 0), new Round(List.of(), since, Duration.ofSeconds(30)));
    long left = redis.raw.pttl(redis.prefix + "guard");
    long lower = since.millis() + 30_000 - redis.target.time().millis();
    assertTrue(left >= lower && left <= 30_000, () -> left + " ms left");
    assertEquals("30000", redis.raw.get(redis.prefix + "guard"));
    Round earlier = new Round(List.of(), since, Duration.ofSeconds(10));
    redis.target.applyRound(term(5, 0, 0), 1, earlier);
    assertTrue(redis.raw.pttl(redis.prefix + "guard") <= 10_000);
  }

  @Test
  void anExpiredGuardIsDeleted() {
    redis.setGuard(5);
    ServerTime now = redis.target.time();
    ServerTime past = new ServerTime(now.millis() - 2, now.server());
    Round over = new Round(List.of(), past, Duration.ofMillis(1));
    redis.target.applyRound(term(5, 0, 0), 1, over);
    assertInstanceOf(Lookup.Unverified.class, redis.lookup(key(7)));
  }

  @Test
  void anIncompleteRoundLeavesTheGuardAsItIs() {
    redis.target.takeOver(term(5, 0, 0), new Round(List.of(), redis.target.time(), null));
    assertInstanceOf(Lookup.Unverified.class, redis.lookup(key(7)));
    redis.target.applyRound(term(5, 0, 0), 1, redis.round(60_000));
    redis.target.applyRound(term(5, 0, 0), 2, new Round(List.of(), redis.target.time(), null));
    assertInstanceOf(Lookup.Leased.class, redis.lookup(key(7)));
  }

  @Test
  void theGuardExpiresByItself() {
    redis.setGuard(5);
    redis.cached(key(7), found(7, 1));
    redis.target.applyRound(term(5, 0, 0), 1, redis.round(1_000));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30)) // less than the first guard's time
        .until(() -> redis.lookup(key(7)) instanceof Lookup.Unverified<?>);
  }

  @Test
  void theTimeIsTheServers() {
    List<String> time = redis.raw.time();
    long millis = Long.parseLong(time.get(0)) * 1_000;
    long before = redis.target.time().millis();
    Reply reply = redis.setGuard(5);
    assertTrue(before >= millis && before < millis + 60_000, () -> before + " " + time);
    long replied = reply.time().millis();
    assertTrue(replied >= before && replied <= redis.target.time().millis());
  }

  /** The append-only file holds everything but the guard. */
  @Test
  void aServerThatRestartsFromItsFileHasNoGuard(@TempDir Path folder) {
    try (RedisNode server = new RedisNode("appendonly", "yes", "dir", folder.toString());
        RedisUnderTest there = new RedisUnderTest(server, redis.plan)) {
      there.setGuard(1);
      there.cached(key(7), found(7, 1));
      server.stop();
      server.start();
      Lookup<?> lookup =
          Awaitility.await()
              .atMost(Duration.ofMinutes(1))
              .ignoreExceptionsInstanceOf(OrderCacheException.class)
              .until(() -> there.lookup(key(7)), Objects::nonNull);
      assertEquals(new Lookup.Unverified<>(found(7, 1)), lookup);
      assertFalse(there.target.takeOver(term(2, 1, 1), there.round(60_000)).newEpoch());
      assertInstanceOf(Lookup.Hit.class, there.lookup(key(7)));
    }
  }
}
