package dev.ordercache.redis;

import dev.ordercache.Cursor;
import dev.ordercache.Order;
import dev.ordercache.OrderPage;
import dev.ordercache.Snapshot;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Writes values as {@link OrderReader} reads them. Used by one thread. */
final class OrderWriter {

  static final long MICROS = 1_000_000;
  private static final long MAX_SECONDS = Long.MAX_VALUE / MICROS - 1;

  private final JsonGenerator out;

  OrderWriter(JsonGenerator out) {
    this.out = out;
  }

  void write(Snapshot<?> snapshot) {
    out.writeStartArray(null, 2);
    write(snapshot.asOf());
    Object value = snapshot.value();
    if (value instanceof OrderPage page) {
      write(page);
    } else if (value instanceof Long number) {
      out.writeNumber(number.longValue());
    } else if (value instanceof Optional<?> optional && optional.isEmpty()) {
      out.writeNull();
    } else if (value instanceof Optional<?> optional && optional.get() instanceof Order order) {
      write(order);
    } else {
      throw new IllegalArgumentException("not a value of an order cache: " + value);
    }
    out.writeEndArray();
  }

  private void write(OrderPage page) {
    out.writeStartArray(null, 2);
    Cursor next = page.next();
    if (next == null) {
      out.writeNull();
    } else {
      out.writeStartArray(null, 3);
      out.writeString(next.sort().code());
      write(next.at());
      out.writeNumber(next.id().value());
      out.writeEndArray();
    }
    out.writeStartArray(null, page.orders().size());
    page.orders().forEach(this::write);
    out.writeEndArray();
    out.writeEndArray();
  }

  private void write(Order order) {
    out.writeStartArray(null, 14);
    out.writeNumber(order.id().value());
    out.writeString(order.number());
    out.writeString(order.status().name());
    out.writeNumber(order.version());
    out.writeString(order.customer());
    out.writeString(order.product());
    out.writeNumber(order.quantity());
    write(order.price());
    out.writeString(order.currency());
    out.writeNumber(order.priority());
    out.writeString(order.assignee());
    write(order.dueAt());
    write(order.createdAt());
    write(order.updatedAt());
    out.writeEndArray();
  }

  private void write(BigDecimal decimal) {
    BigInteger unscaled = decimal.unscaledValue();
    out.writeStartArray(null, 2);
    out.writeNumber(decimal.scale());
    if (unscaled.bitLength() < Long.SIZE) {
      out.writeNumber(unscaled.longValue());
    } else {
      out.writeString(unscaled.toString());
    }
    out.writeEndArray();
  }

  /**
   * As microseconds, the precision of PostgreSQL; if that does not fit, as seconds and nanoseconds.
   */
  private void write(Instant instant) {
    if (instant.getNano() % 1_000 == 0 && Math.abs(instant.getEpochSecond()) < MAX_SECONDS) {
      out.writeNumber(instant.getEpochSecond() * MICROS + instant.getNano() / 1_000);
    } else {
      out.writeStartArray(null, 2);
      out.writeNumber(instant.getEpochSecond());
      out.writeNumber(instant.getNano());
      out.writeEndArray();
    }
  }
}
