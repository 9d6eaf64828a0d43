package dev.ordercache.redis;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderPage;
import dev.ordercache.OrderSort;
import dev.ordercache.OrderStatus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one value as {@link OrderWriter} has written it. Throws some {@link RuntimeException} for
 * any other input. Used once, by one thread.
 */
final class OrderReader {

  private final JsonParser in;
  private @Nullable OrderStatus lastStatus;

  OrderReader(JsonParser in) {
    this.in = in;
  }

  /** Reads the time that precedes the value. */
  Instant begin() {
    expect(in.nextToken(), JsonToken.START_ARRAY);
    return instant();
  }

  /** Checks that nothing follows the value. */
  void end() {
    expect(in.nextToken(), JsonToken.END_ARRAY);
    if (in.nextToken() != null) {
      throw new IllegalArgumentException("there is more than one value");
    }
  }

  Optional<Order> optionalOrder() {
    return in.nextToken() == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(order());
  }

  OrderPage page() {
    expect(in.nextToken(), JsonToken.START_ARRAY);
    Cursor next = in.nextToken() == JsonToken.VALUE_NULL ? null : cursor();
    expect(in.nextToken(), JsonToken.START_ARRAY);
    List<Order> orders = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      orders.add(order());
    }
    expect(in.nextToken(), JsonToken.END_ARRAY);
    return new OrderPage(orders, next);
  }

  long number() {
    expect(in.nextToken(), JsonToken.VALUE_NUMBER_INT);
    return in.getLongValue();
  }

  private Cursor cursor() {
    expect(in.currentToken(), JsonToken.START_ARRAY);
    Cursor cursor = new Cursor(OrderSort.ofCode(text()), instant(), new OrderId(number()));
    expect(in.nextToken(), JsonToken.END_ARRAY);
    return cursor;
  }

  private Order order() {
    expect(in.currentToken(), JsonToken.START_ARRAY);
    Order order =
        new Order(
            new OrderId(number()),
            text(),
            status(),
            number(),
            text(),
            text(),
            Math.toIntExact(number()),
            decimal(),
            text(),
            Math.toIntExact(number()),
            textOrNull(),
            instant(),
            instant(),
            instant());
    expect(in.nextToken(), JsonToken.END_ARRAY);
    return order;
  }

  /** All orders of a page have the same status, which is then checked once. */
  private OrderStatus status() {
    String name = text();
    OrderStatus status = lastStatus;
    if (status == null || !status.name().equals(name)) {
      status = new OrderStatus(name);
      lastStatus = status;
    }
    return status;
  }

  private BigDecimal decimal() {
    expect(in.nextToken(), JsonToken.START_ARRAY);
    int scale = Math.toIntExact(number());
    BigDecimal decimal =
        in.nextToken() == JsonToken.VALUE_STRING
            ? new BigDecimal(new BigInteger(in.getString()), scale)
            : BigDecimal.valueOf(in.getLongValue(), scale);
    expect(in.nextToken(), JsonToken.END_ARRAY);
    return decimal;
  }

  private Instant instant() {
    if (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      long micros = in.getLongValue();
      return Instant.ofEpochSecond(
          Math.floorDiv(micros, OrderWriter.MICROS),
          Math.floorMod(micros, OrderWriter.MICROS) * 1_000);
    }
    expect(in.currentToken(), JsonToken.START_ARRAY);
    Instant instant = Instant.ofEpochSecond(number(), number());
    expect(in.nextToken(), JsonToken.END_ARRAY);
    return instant;
  }

  private String text() {
    expect(in.nextToken(), JsonToken.VALUE_STRING);
    return in.getString();
  }

  private @Nullable String textOrNull() {
    if (in.nextToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    expect(in.currentToken(), JsonToken.VALUE_STRING);
    return in.getString();
  }

  private static void expect(@Nullable JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw new IllegalArgumentException(found + " where " + expected + " should be");
    }
  }
}
