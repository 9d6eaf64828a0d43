package dev.ordercache.app;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Formats a log record as one line of at most 4,000 characters. Some messages contain text from
 * clients, for example those of the HTTP library, so control characters, line separators and
 * direction marks become question marks. An exception follows as its causes, each with its first
 * stack frames. Safe for use by many threads.
 */
final class LineFormatter extends Formatter {

  private static final int LONGEST_TEXT = 1_000;
  private static final int LONGEST_LINE = 4_000;
  private static final int MAX_CAUSES = 5;
  private static final int MAX_PLACES = 6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  /** C0 and C1 controls, line separators, formats such as direction marks, unpaired surrogates. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(200);
    line.append(TIME.format(record.getInstant()))
        .append(' ')
        .append(record.getLevel())
        .append(' ')
        .append(record.getLoggerName())
        .append(": ")
        .append(shortened(formatMessage(record), LONGEST_TEXT));
    append(line, record.getThrown());
    String printable = UNPRINTABLE.matcher(line).replaceAll("?");
    return shortened(printable, LONGEST_LINE) + System.lineSeparator();
  }

  private static void append(StringBuilder line, @Nullable Throwable thrown) {
    int causes = 0;
    for (Throwable e = thrown; e != null && causes < MAX_CAUSES; e = e.getCause(), causes++) {
      line.append(causes == 0 ? " | " : " | caused by ")
          .append(shortened(e.toString(), LONGEST_TEXT));
      StackTraceElement[] places = e.getStackTrace();
      for (int place = 0; place < Math.min(MAX_PLACES, places.length); place++) {
        line.append(place == 0 ? " at " : " < ").append(places[place]);
      }
    }
  }

  private static String shortened(@Nullable String text, int longest) {
    if (text == null || text.length() <= longest) {
      return String.valueOf(text);
    }
    boolean half = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, half ? longest - 1 : longest) + "…";
  }
}
