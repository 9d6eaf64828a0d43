package dev.ordercache.redis;

import static dev.ordercache.redis.RedisUnderTest.key;
import static dev.ordercache.redis.TestOrders.APPROVED;
import static dev.ordercache.redis.TestOrders.PAGE;
import static dev.ordercache.redis.TestOrders.found;
import static dev.ordercache.redis.TestOrders.notFound;
import static dev.ordercache.redis.TestOrders.order;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheKey.CountKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderCodecTest {

  private final OrderCodec codec = new OrderCodec();
  private final Random random = new Random(42);

  private <V> void assertRoundTrip(CacheKey<V> key, V value, Instant asOf) {
    Snapshot<V> snapshot = new Snapshot<>(value, asOf);
    assertEquals(snapshot, codec.decode(key, encode(snapshot)));
  }

  private byte[] encode(Snapshot<?> snapshot) {
    try (OrderCodec.Encoder encoder = codec.encoder()) {
      return encoder.encode(snapshot);
    }
  }

  @Test
  void randomOrdersComeBackAsTheyWere() {
    for (int i = 0; i < 2_000; i++) {
      assertRoundTrip(key(1), Optional.of(randomOrder()), randomInstant());
    }
  }

  @Test
  void randomPagesComeBackAsTheyWere() {
    for (int size : new int[] {0, 1, 2, 50, 200}) {
      List<Order> orders = Stream.generate(this::randomOrder).limit(size).toList();
      Cursor next = new Cursor(OrderSort.CREATED, randomInstant(), new OrderId(Long.MAX_VALUE));
      assertRoundTrip(PAGE, new OrderPage(orders, size == 1 ? null : next), randomInstant());
    }
  }

  @Test
  void countsAndAbsenceComeBackAsTheyWere() {
    for (long count : new long[] {0, 1, 23, 24, 255, 65_536, Long.MAX_VALUE}) {
      assertRoundTrip(new CountKey(APPROVED), count, TestOrders.NOW);
    }
    assertRoundTrip(key(1), Optional.empty(), TestOrders.NOW);
  }

  @Test
  void everyInstantComesBackAsItWas() {
    for (Instant instant :
        List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.ofEpochSecond(-1, 999_999_999))) {
      assertRoundTrip(key(1), Optional.empty(), instant);
    }
  }

  @Test
  void aValueOfAnotherFormatIsNone() {
    byte[] stored = encode(found(7, 1));
    stored[0] = 1;
    assertNull(codec.decode(key(7), stored));
  }

  @Test
  void aTruncatedValueIsNone() {
    byte[] stored = encode(found(7, 1));
    IntStream.range(0, stored.length)
        .forEach(length -> assertNull(codec.decode(key(7), Arrays.copyOf(stored, length))));
  }

  @Test
  void aValueWithAnyBitFlippedIsNone() {
    byte[] stored = encode(found(7, 1));
    for (int bit = 0; bit < stored.length * 8; bit++) {
      byte[] damaged = stored.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertNull(codec.decode(key(7), damaged), "bit " + bit);
    }
  }

  @Test
  void garbageIsNone() {
    for (int i = 0; i < 10_000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      assertNull(codec.decode(PAGE, garbage));
    }
  }

  @Test
  void aValueOfAnotherTypeIsNone() {
    assertNull(codec.decode(PAGE, encode(found(7, 1))));
    assertNull(codec.decode(new CountKey(APPROVED), encode(notFound())));
    assertNull(codec.decode(key(7), encode(new Snapshot<>(7L, TestOrders.NOW))));
  }

  @Test
  void aPageOfFiftyOrdersTakesLessThanTenKilobytes() {
    List<Order> orders =
        IntStream.range(0, 50).mapToObj(id -> order(1_000_000 + id, APPROVED, 3)).toList();
    Snapshot<OrderPage> page = new Snapshot<>(new OrderPage(orders, null), TestOrders.NOW);
    int size = encode(page).length;
    assertTrue(size < 10_000, () -> size + " bytes");
  }

  private Order randomOrder() {
    return new Order(
        new OrderId(random.nextLong() & Long.MAX_VALUE),
        randomText(),
        new OrderStatus("S" + random.nextInt(3)),
        random.nextLong(),
        randomText(),
        randomText(),
        random.nextInt(),
        new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt(9) - 4)
            .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1)),
        "EUR",
        random.nextInt(),
        random.nextBoolean() ? null : randomText(),
        randomInstant(),
        randomInstant(),
        randomInstant());
  }

  private Instant randomInstant() {
    long seconds = random.nextLong() % 10_000_000_000L;
    return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000) * 1_000L);
  }

  private String randomText() {
    return random
        .ints(random.nextInt(40), 0, 0x2_0000)
        .filter(character -> character < 0xD800 || character > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void valuesThatAreWrittenTogetherAreTheSameAsEachOnItsOwn() {
    try (OrderCodec.Encoder encoder = codec.encoder()) {
      assertArrayEquals(encode(found(7, 1)), encoder.encode(found(7, 1)));
      assertArrayEquals(encode(notFound()), encoder.encode(notFound()));
      assertArrayEquals(encode(found(8, 2)), encoder.encode(found(8, 2)));
    }
  }
}
