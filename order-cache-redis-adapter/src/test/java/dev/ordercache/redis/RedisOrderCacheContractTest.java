package dev.ordercache.redis;

import dev.ordercache.memory.CacheSettings;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.OrderCacheContract;
import java.net.InetSocketAddress;

class RedisOrderCacheContractTest extends OrderCacheContract {

  @Override
  protected CacheUnderTest open(CacheSettings settings) {
    return RedisCacheUnderTest.open(settings);
  }

  @Override
  protected CacheUnderTest openAt(InetSocketAddress silentServer) {
    return RedisCacheUnderTest.openAt(silentServer);
  }
}
