package dev.ordercache.cacheaside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ordercache.OrderStatus;
import dev.ordercache.Snapshot;
import dev.ordercache.cacheaside.CacheKey.CountKey;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LastKnownTest {

  private static final Snapshot<Long> OLD = new Snapshot<>(1L, Instant.EPOCH);
  private static final Snapshot<Long> NEW = new Snapshot<>(2L, Instant.EPOCH.plusSeconds(1));

  private static CountKey key(int number) {
    return new CountKey(new OrderStatus("S" + number));
  }

  @Test
  void keepsTheNewestWhateverTheOrderInWhichTheyCome() {
    LastKnown known = new LastKnown(10);

    assertSame(NEW, known.note(key(1), NEW));
    assertSame(NEW, known.note(key(1), OLD));
    assertSame(NEW, known.get(key(1)));
    known.note(key(2), OLD);
    assertSame(NEW, known.note(key(2), NEW));
    assertSame(NEW, known.get(key(2)));
  }

  @Test
  void keepsNoMoreThanItMay() {
    LastKnown known = new LastKnown(10);

    IntStream.range(0, 100).forEach(number -> known.note(key(number), OLD));

    assertEquals(
        10, IntStream.range(0, 100).filter(number -> known.get(key(number)) != null).count());
  }

  @Test
  void keepsWhatIsAskedForHoweverManyOthersAre() {
    LastKnown known = new LastKnown(10);

    IntStream.range(0, 1_000)
        .forEach(
            number -> {
              known.note(key(0), OLD);
              known.note(key(number), OLD);
            });

    assertSame(OLD, known.get(key(0)));
  }

  @Test
  void keepsNothingIfItMayNot() {
    LastKnown known = new LastKnown(0);

    assertSame(OLD, known.note(key(1), OLD));
    assertNull(known.get(key(1)));
  }
}
