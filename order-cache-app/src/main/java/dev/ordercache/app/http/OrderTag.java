package dev.ordercache.app.http;

import dev.ordercache.Order;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The strong entity tag of an order, {@code "7-o5xGSzeH7rXBkBgSPm2t"}: its version, and a digest of
 * its representation. The version alone is not enough, because it may recur with other content:
 * after an order was deleted and inserted again, from a restored backup, or after a change without
 * the triggers.
 *
 * @param version raised with every change
 * @param content the digest, or null in a precondition on the version only
 */
record OrderTag(long version, @Nullable String content) {

  private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})(?:-([\\w-]{20}))?\"");

  static OrderTag of(Order order) {
    return of(order, Json.write(order));
  }

  /** With the order as JSON. */
  static OrderTag of(Order order, byte[] body) {
    return new OrderTag(order.version(), Representation.digest(body));
  }

  /**
   * Parses the tag of a precondition, {@code "7-o5xGSzeH7rXBkBgSPm2t"} or {@code "7"}.
   *
   * @throws IllegalArgumentException if the text is not such a tag
   */
  static OrderTag parse(String text) {
    Matcher tag = TAG.matcher(text);
    if (!tag.matches()) {
      throw new IllegalArgumentException("must be the order's ETag, or its version as \"7\"");
    }
    return new OrderTag(Long.parseLong(tag.group(1)), tag.group(2));
  }

  /** Whether an order of the same version has other content than that of this tag. */
  boolean isOfOtherContent(Order order) {
    return content != null && version == order.version() && !equals(of(order));
  }

  /** With its quotation marks. */
  @Override
  public String toString() {
    return '"' + (content == null ? "" + version : version + "-" + content) + '"';
  }
}
