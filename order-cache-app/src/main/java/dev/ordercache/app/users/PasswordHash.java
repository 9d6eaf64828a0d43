package dev.ordercache.app.users;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * A bcrypt hash, as {@code htpasswd -nB} prints it.
 *
 * @param text the whole hash, with kind, cost and salt
 * @param cost two to the power of this many rounds
 */
record PasswordHash(String text, int cost) {

  /** The number of bytes that bcrypt uses; it ignores the rest. */
  static final int LONGEST_PASSWORD = 72;

  static final int LOWEST_COST = 10;

  /** A cost of one more takes a second of processor time, for each login and for each guess. */
  static final int HIGHEST_COST = 14;

  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

  /**
   * Parses one.
   *
   * @throws IllegalArgumentException if it is not one, or has a cost below 10 or above 14; the
   *     message does not repeat it
   */
  static PasswordHash parse(String text) {
    Matcher hash = HASH.matcher(text);
    if (!hash.matches()) {
      throw new IllegalArgumentException("the password is no bcrypt hash");
    }
    int cost = Integer.parseInt(hash.group(1));
    if (cost < LOWEST_COST || cost > HIGHEST_COST) {
      throw new IllegalArgumentException(
          "the cost of the bcrypt hash is %d, and must be %d to %d"
              .formatted(cost, LOWEST_COST, HIGHEST_COST));
    }
    return new PasswordHash(text, cost);
  }

  /** A hash without a known password, to spend the time of a hash of this cost. */
  static PasswordHash dummy(int cost) {
    return parse("$2y$%02d$%s".formatted(cost, "x".repeat(21) + "u" + "x".repeat(31)));
  }

  /** Computes the hash of a password of at most 72 bytes, which takes 50 ms or more by design. */
  boolean isOf(byte[] password) {
    return BCrypt.checkpw(password, text);
  }

  @Override
  public String toString() {
    return "a bcrypt hash of cost " + cost;
  }
}
