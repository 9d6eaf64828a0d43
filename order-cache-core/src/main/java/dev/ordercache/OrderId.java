package dev.ordercache;

import java.math.BigInteger;

/**
 * The key of an order.
 *
 * @param value 0 or more
 */
public record OrderId(long value) {

  /**
   * @throws IllegalArgumentException if the value is negative
   */
  public OrderId {
    if (value < 0) {
      throw new IllegalArgumentException("an order id is 0 or more, not " + value);
    }
  }

  /**
   * Reads an id from its decimal form.
   *
   * @throws IllegalArgumentException if the text is not the decimal form of an id
   */
  public static OrderId parse(String text) {
    if (text.matches("[0-9]{1,19}")) {
      BigInteger value = new BigInteger(text);
      if (value.bitLength() < Long.SIZE) {
        return new OrderId(value.longValue());
      }
    }
    throw new IllegalArgumentException("an order id is a number from 0 to " + Long.MAX_VALUE);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
