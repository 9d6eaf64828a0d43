package dev.ordercache.app.http;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a client prefers to wait for the outcome of its request (RFC 7240, 4.3). */
final class Preference {

  static final String HEADER = "Prefer";
  static final String APPLIED = "Preference-Applied";
  static final int LONGEST_WAIT = 30;

  private static final Pattern WAIT =
      Pattern.compile("(?i)(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?=[;,]|$)");

  private Preference() {}

  /**
   * The seconds, 1 to 30, of the first requested wait; more counts as 30. Empty if there is none or
   * it is malformed, because a preference is not a condition.
   */
  static OptionalInt seconds(ApiRequest call) {
    return call.headers(HEADER).stream()
        .map(WAIT::matcher)
        .filter(Matcher::find)
        .mapToInt(found -> Math.min(Integer.parseInt(found.group(1)), LONGEST_WAIT))
        .limit(1)
        .filter(seconds -> seconds > 0)
        .findFirst();
  }
}
