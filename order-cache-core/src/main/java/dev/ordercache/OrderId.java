package dev.ordercache;

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
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("an order id is up to 18 decimal digits");
    }
    return new OrderId(Long.parseLong(text));
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
