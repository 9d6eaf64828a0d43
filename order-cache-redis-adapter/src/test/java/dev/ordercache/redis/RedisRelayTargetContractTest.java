package dev.ordercache.redis;

import dev.ordercache.memory.CacheSettings;
import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.RelayTargetContract;
import java.net.InetSocketAddress;

class RedisRelayTargetContractTest extends RelayTargetContract {

  @Override
  protected CacheUnderTest open(CacheSettings settings) {
    return RedisCacheUnderTest.open(settings);
  }

  @Override
  protected CacheUnderTest openAt(InetSocketAddress silentServer) {
    return RedisCacheUnderTest.openAt(silentServer);
  }
}
