package dev.ordercache.redis;

import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.OrderKey;
import dev.ordercache.cache.CacheKey.PageKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * The stored form of a value: a byte for the format's version, four bytes of CRC-32C over all the
 * rest, then CBOR (RFC 8949): an array of the value's time and the value, every record an array of
 * its components. Lossless.
 *
 * <p>Bytes that cannot be read, because another version has written them or because they are
 * damaged, are treated as no value; nothing is guessed. Safe for use by many threads.
 */
final class OrderCodec {

  private static final byte FORMAT = 2;
  private static final int CHECKSUM_AT = 1;
  private static final int HEADER = CHECKSUM_AT + Integer.BYTES;

  private final CBORFactory cbor = new CBORFactory();

  /** A new encoder. */
  Encoder encoder() {
    return new Encoder();
  }

  /** Writes values one after the other, with one generator for all. Used by one thread. */
  final class Encoder implements AutoCloseable {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private final JsonGenerator generator = cbor.createGenerator(ObjectWriteContext.empty(), out);
    private final OrderWriter writer = new OrderWriter(generator);

    private Encoder() {}

    /** Writes a value. After an exception the encoder cannot be used any more. */
    byte[] encode(Snapshot<?> snapshot) {
      out.reset();
      out.write(FORMAT);
      out.writeBytes(new byte[Integer.BYTES]);
      writer.write(snapshot);
      generator.flush();
      byte[] bytes = out.toByteArray();
      ByteBuffer.wrap(bytes).putInt(CHECKSUM_AT, checksum(bytes));
      return bytes;
    }

    @Override
    public void close() {
      generator.close();
    }
  }

  /** Reads a value, or returns null if these bytes are not one of this format. */
  <V> @Nullable Snapshot<V> decode(CacheKey<V> key, byte[] stored) {
    try {
      if (stored[0] != FORMAT || ByteBuffer.wrap(stored).getInt(CHECKSUM_AT) != checksum(stored)) {
        return null;
      }
      try (JsonParser parser =
          cbor.createParser(ObjectReadContext.empty(), stored, HEADER, stored.length - HEADER)) {
        return read(key, new OrderReader(parser));
      }
    } catch (RuntimeException e) {
      return null; // in any case, the database has the value
    }
  }

  @SuppressWarnings("unchecked") // the key's type is its value's
  private static <V> Snapshot<V> read(CacheKey<V> key, OrderReader reader) {
    Instant asOf = reader.begin();
    Object value;
    if (key instanceof OrderKey) {
      Optional<Order> order = reader.optionalOrder();
      value = order;
    } else if (key instanceof PageKey) {
      OrderPage page = reader.page();
      value = page;
    } else {
      value = reader.number();
    }
    reader.end();
    return new Snapshot<>((V) value, asOf);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM_AT);
    crc.update(bytes, HEADER, bytes.length - HEADER);
    return (int) crc.getValue();
  }
}
