package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatterTest {

  private final LineFormatter formatter = new LineFormatter();

  private static LogRecord record(String message) {
    LogRecord record = new LogRecord(Level.WARNING, message);
    record.setLoggerName("a.logger");
    return record;
  }

  private String line(LogRecord record) {
    String line = formatter.format(record);
    assertTrue(line.endsWith(System.lineSeparator()), line);
    return line.substring(0, line.length() - System.lineSeparator().length());
  }

  @Test
  void aRecordHasATimeALevelALoggerAndAMessage() {
    LogRecord record = record("{0} of {1}");
    record.setParameters(new Object[] {"one", "two"});

    String line = line(record);
    assertTrue(
        line.matches(
            "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\\.[0-9]{3} WARNING a\\.logger: one of two"),
        line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r\n",
        "\u0000",
        "\u001b[31m",
        "\u0085",
        "\u009b",
        "\u2028",
        "\u202e",
        "\ud800"
      })
  void nothingUnprintableIsPrinted(String text) {
    LogRecord record = record("before" + text + "after");
    record.setThrown(new IllegalStateException(text, new IllegalArgumentException(text)));

    String line = line(record);
    assertTrue(line.contains("before?"), line);
    assertTrue(
        line.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028), line);
  }

  @Test
  void anExceptionIsPartOfTheLineWithItsCausesAndPlaces() {
    LogRecord record = record("failed");
    record.setThrown(new IllegalStateException("outer", new IllegalArgumentException("inner")));

    String line = line(record);
    assertTrue(line.contains(": failed | java.lang.IllegalStateException: outer at dev."), line);
    assertTrue(line.contains(" | caused by java.lang.IllegalArgumentException: inner at "), line);
    assertTrue(line.contains("LineFormatterTest.java:"), line);
  }

  @Test
  void muchIsCutOff() {
    LogRecord record = record("x".repeat(100_000));
    Throwable thrown = new IllegalStateException("y".repeat(100_000));
    for (int causes = 0; causes < 100; causes++) {
      thrown = new IllegalStateException("z".repeat(100_000), thrown);
    }
    record.setThrown(thrown);

    assertEquals(4_001, line(record).length());
    assertTrue(line(record("x".repeat(100_000))).length() < 1_200);
  }

  @Test
  void unicodeThatCanBePrintedStays() {
    assertTrue(line(record("Заказ №7 für Łódź 😀")).endsWith("Заказ №7 für Łódź 😀"));
  }

  @Test
  void noCharacterIsCutInTwo() {
    for (int before = 990; before <= 1_000; before++) {
      String line = line(record("x".repeat(before) + "\ud83d\ude00".repeat(20)));
      assertTrue(line.endsWith("x…") || line.endsWith("\ud83d\ude00…"), line);
    }
  }
}
