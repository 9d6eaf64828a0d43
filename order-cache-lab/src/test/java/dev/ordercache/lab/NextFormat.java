package dev.ordercache.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * Replaces an order's present value by its former one, in a format that a later version of the
 * service writes and reads, but this version does not: a reader that decodes the part that it can
 * gets the former value.
 */
final class NextFormat implements AutoCloseable {

  private static final byte[] FIELD = "v".getBytes(UTF_8);
  private static final byte[] GENERATION = "g".getBytes(UTF_8);
  private static final int CHECKSUM_AT = 1;

  private final RedisClient client = RedisClient.create(SharedServers.node().uri());
  private final RedisCommands<byte[], byte[]> redis =
      client.connect(ByteArrayCodec.INSTANCE).sync();
  private final boolean real;
  private final byte[] entry;
  private byte[] former = new byte[0];

  NextFormat(Race race, String entry) {
    this.real = race.isReal();
    this.entry = race.key(entry).getBytes(UTF_8);
  }

  void remember() {
    former = redis.hget(entry, FIELD);
  }

  void write() {
    redis.hset(entry, FIELD, real ? withFormat((byte) 3) : withChanges());
    if (real) {
      redis.hset(entry, GENERATION, "next.1".getBytes(UTF_8)); // no instance has a copy of it
    }
  }

  private byte[] withChanges() {
    String json = new String(former, UTF_8);
    String changes = ",\"changes\":[{\"version\":2,\"status\":\"MANUFACTURING_STARTED\"}]}";
    return (json.substring(0, json.length() - 1) + changes).getBytes(UTF_8);
  }

  /** With a correct checksum: only the number of the format is unknown. */
  private byte[] withFormat(byte format) {
    byte[] stored = former.clone();
    stored[0] = format;
    int from = CHECKSUM_AT + Integer.BYTES;
    CRC32C crc = new CRC32C();
    crc.update(stored, 0, CHECKSUM_AT);
    crc.update(stored, from, stored.length - from);
    ByteBuffer.wrap(stored).putInt(CHECKSUM_AT, (int) crc.getValue());
    return stored;
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
