package dev.ordercache.background;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureLogTest {

  private final List<String> logged = new ArrayList<>();
  private final List<String> traced = new ArrayList<>();
  private final AtomicLong nanoTime = new AtomicLong();
  private final FailureLog log = new FailureLog(new Recorder(), "Work fails", nanoTime::get, false);

  private final class Recorder implements System.Logger {

    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      traced.add(level + " " + message + ": " + thrown);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... values) {
      logged.add(level + " " + MessageFormat.format(String.valueOf(format), values));
    }
  }

  private void fail(String... reasons) {
    for (String reason : reasons) {
      log.failed(new IllegalStateException(reason));
    }
  }

  @Test
  void aFailureWithoutAMessageIsLoggedWithItsType() {
    log.failed(new IllegalStateException());
    assertEquals(List.of("WARNING Work fails: java.lang.IllegalStateException"), logged);
  }

  @Test
  void eachReasonIsLoggedOnce() {
    fail("no room", "no light", "no room");
    assertEquals(List.of("WARNING Work fails: no room", "WARNING Work fails: no light"), logged);
  }

  @Test
  void eachReasonIsTracedOnceForDebugging() {
    fail("no room", "no room");
    assertEquals(List.of("DEBUG Work fails: java.lang.IllegalStateException: no room"), traced);
  }

  private void passTime(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void theEndOfAnOutageIsLoggedOnceAndTheNextOutageAgain() {
    fail("no room");
    passTime(Duration.ofSeconds(5));
    log.succeeded();
    log.succeeded();
    fail("no room");
    assertEquals(
        List.of(
            "WARNING Work fails: no room",
            "INFO Work fails: over, it works again",
            "WARNING Work fails: no room"),
        logged);
  }

  @Test
  void intermittentSuccessesAreOneOutage() {
    for (int i = 0; i < 1_000; i++) {
      fail("no room");
      passTime(Duration.ofSeconds(4));
      log.succeeded();
    }
    assertEquals(List.of("WARNING Work fails: no room"), logged);
  }

  @Test
  void withoutAnOutageNothingIsLogged() {
    log.succeeded();
    assertEquals(List.of(), logged);
  }

  @Test
  void anHourlyLogLogsAReasonAgainAfterAnHour() {
    long[] nanos = {Long.MAX_VALUE}; // nanoTime may begin anywhere, and overflow
    FailureLog hourly = new FailureLog(new Recorder(), "Work fails", () -> nanos[0], true);
    for (int minute = 0; minute < 120; minute++) {
      hourly.failed(new IllegalStateException("no room"));
      nanos[0] += Duration.ofMinutes(1).toNanos();
    }
    assertEquals(2, logged.size());
  }

  @Test
  void anErrorIsLoggedWithItsType() {
    log.failed(new StackOverflowError());
    assertEquals(List.of("WARNING Work fails: java.lang.StackOverflowError"), logged);
  }

  @Test
  void reasonsThatNeverRepeatDoNotFillTheLog() {
    for (int i = 0; i < 1_000; i++) {
      fail("no room " + i);
    }
    assertEquals(10, logged.size());
  }
}
