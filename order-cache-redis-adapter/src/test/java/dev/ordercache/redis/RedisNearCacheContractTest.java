package dev.ordercache.redis;

import static dev.ordercache.redis.TestOrders.APPROVED;

import dev.ordercache.cache.CacheKey.CountKey;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.NearCacheContract;
import dev.ordercache.tck.NearCacheUnderTest;
import java.time.Duration;
import org.awaitility.Awaitility;

class RedisNearCacheContractTest extends NearCacheContract {

  @Override
  protected NearCacheUnderTest open(CacheSettings settings) {
    return instances(RedisCacheUnderTest.open(settings));
  }

  static NearCacheUnderTest instances(RedisCacheUnderTest elsewhere) {
    RedisOrderCache cache = elsewhere.otherInstance();
    return new Instances(elsewhere.near(cache), cache, elsewhere);
  }

  private record Instances(RedisNearCache near, OrderCache cache, CacheUnderTest elsewhere)
      implements NearCacheUnderTest {

    /**
     * Reads, because otherwise nothing is confirmed. The confirmation under way may have been
     * requested before this call.
     */
    @Override
    public void confirm() {
      long before = near.status().confirmations();
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                near.get(new CountKey(APPROVED));
                return near.status().confirmations() >= before + 2;
              });
    }

    @Override
    public void close() {
      near.close();
      elsewhere.close();
    }
  }
}
