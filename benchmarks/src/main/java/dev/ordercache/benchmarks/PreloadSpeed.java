package dev.ordercache.benchmarks;

import static dev.ordercache.benchmarks.OrderListMeasurements.seconds;

import dev.ordercache.app.Application;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders preloaded a second, compared with the plain speed of the SELECT of the same orders and of
 * pipelined writes of as many values of the same size to the same Redis.
 */
final class PreloadSpeed {

  private static final int ROUNDS = 20;
  private static final int VALUE_BYTES = 170;
  private static final int PIPELINE = 1_000;
  private static final String SELECT =
      "SELECT * FROM orders WHERE status IN ('MANUFACTURING_APPROVED', 'MANUFACTURING_STARTED',"
          + " 'MANUFACTURING_COMPLETED', 'PACKAGING')";

  private final HttpClientLoop client;
  private final Application app;
  private final Database database;

  PreloadSpeed(Application app, Database database) {
    this.client = new HttpClientLoop(app.address());
    this.app = app;
    this.database = database;
  }

  void measure() throws SQLException {
    for (int round = 1; round <= ROUNDS; round++) {
      double preload = preload();
      long began = System.nanoTime();
      int rows = database.readAll(SELECT);
      double select = rows / seconds(began);
      double writes = pipelinedWrites(rows);
      System.out.printf(
          "preload round %d: %,d orders; preload %,.0f/s; SELECT %,.0f/s; pipelined writes %,.0f/s;"
              + " ratio to the slower %.2f%n",
          round, rows, preload, select, writes, preload / Math.min(select, writes));
    }
  }

  private double preload() {
    emptyRedis();
    String before = progress().toString();
    client.post("/api/cache/preload");
    while (true) {
      JsonNode preload = progress();
      if (preload.get("state").stringValue().equals("DONE") && !preload.toString().equals(before)) {
        Duration elapsed = Duration.parse(preload.get("elapsed").stringValue());
        return preload.get("orders").longValue() / (elapsed.toNanos() / 1e9);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private JsonNode progress() {
    return JsonMapper.shared().readTree(client.get("/health/ready").body()).get("preload");
  }

  /** Empties Redis as it is before the first preload, and waits until the relay has noticed. */
  private void emptyRedis() {
    RedisClient redis = RedisClient.create(app.redisUri());
    try (StatefulRedisConnection<String, String> connection = redis.connect()) {
      connection.sync().flushall();
    } finally {
      redis.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
    client.awaitHit("/api/orders/1");
  }

  private double pipelinedWrites(int count) {
    RedisClient redis = RedisClient.create(app.redisUri());
    try (StatefulRedisConnection<byte[], byte[]> connection =
        redis.connect(ByteArrayCodec.INSTANCE)) {
      byte[] value = new byte[VALUE_BYTES];
      connection.setAutoFlushCommands(false);
      long began = System.nanoTime();
      List<RedisFuture<?>> replies = new ArrayList<>(PIPELINE);
      for (int i = 1; i <= count; i++) {
        byte[] key = ("plain:" + i).getBytes(StandardCharsets.US_ASCII);
        replies.add(connection.async().set(key, value));
        if (i % PIPELINE == 0 || i == count) {
          connection.flushCommands();
          LettuceFutures.awaitAll(Duration.ofSeconds(30), replies.toArray(new RedisFuture<?>[0]));
          replies.clear();
        }
      }
      return count / seconds(began);
    } finally {
      redis.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }
}
