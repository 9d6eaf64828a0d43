package dev.ordercache.redis;

import dev.ordercache.memory.CacheSettings;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.EventLogContract;
import dev.ordercache.tck.NearCacheContract;
import dev.ordercache.tck.NearCacheUnderTest;
import dev.ordercache.tck.OrderCacheContract;
import dev.ordercache.tck.RelayTargetContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Nested;

/** The contracts, for a user of Redis with no more than the permissions in the README. */
class PermittedUserContractTest {

  @Nested
  class Cache extends OrderCacheContract {

    @Override
    protected CacheUnderTest open(CacheSettings settings) {
      return RedisCacheUnderTest.openPermitted(settings);
    }

    @Override
    protected CacheUnderTest openAt(InetSocketAddress silentServer) {
      return RedisCacheUnderTest.openAt(silentServer);
    }
  }

  @Nested
  class Target extends RelayTargetContract {

    @Override
    protected CacheUnderTest open(CacheSettings settings) {
      return RedisCacheUnderTest.openPermitted(settings);
    }

    @Override
    protected CacheUnderTest openAt(InetSocketAddress silentServer) {
      return RedisCacheUnderTest.openAt(silentServer);
    }
  }

  @Nested
  class Events extends EventLogContract {

    @Override
    protected CacheUnderTest open(CacheSettings settings) {
      return RedisCacheUnderTest.openPermitted(settings);
    }

    @Override
    protected CacheUnderTest openAt(InetSocketAddress silentServer) {
      return RedisCacheUnderTest.openAt(silentServer);
    }
  }

  @Nested
  class Near extends NearCacheContract {

    @Override
    protected NearCacheUnderTest open(CacheSettings settings) {
      return RedisNearCacheContractTest.instances(RedisCacheUnderTest.openPermitted(settings));
    }
  }
}
