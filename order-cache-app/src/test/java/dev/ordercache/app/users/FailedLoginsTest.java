package dev.ordercache.app.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.FailedLogins.Reason;
import dev.ordercache.tck.LogRecords;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailedLoginsTest {

  private static final String HOME = "192.0.2.1";

  @RegisterExtension final LogRecords log = new LogRecords(FailedLogins.class);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final FailedLogins failures = new FailedLogins(nanos::get);

  private void fail(int times, String source) {
    for (int i = 0; i < times; i++) {
      failures.count(Reason.CREDENTIALS, source);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void areCountedByReason() {
    failures.count(Reason.MALFORMED, HOME);
    failures.count(Reason.THROTTLED, HOME);
    fail(2, HOME);

    assertEquals(2, failures.count(Reason.CREDENTIALS));
    assertEquals(1, failures.count(Reason.MALFORMED));
    assertEquals(1, failures.count(Reason.THROTTLED));
  }

  @Test
  void ofASourceAreLoggedAtOnceAndThenOnceAMinute() {
    fail(1, HOME);
    failures.log();
    assertTrue(log.has("Failed logins from 192.0.2.1: 1"));
    for (int second = 1; second < 60; second++) {
      pass(Duration.ofSeconds(1));
      fail(2, HOME);
      failures.log();
    }
    assertEquals(1, log.size());
    pass(Duration.ofSeconds(1));
    failures.log();
    assertEquals(2, log.size());
    assertTrue(log.has("Failed logins from 192.0.2.1: 118"));
  }

  @Test
  void areLoggedNoMoreWhenThereAreNoMore() {
    fail(1, HOME);
    failures.log();
    pass(Duration.ofMinutes(1));
    failures.log();

    assertEquals(1, log.size());
  }

  @Test
  void fromManySourcesFillNoLog() {
    for (int i = 1; i <= 200; i++) {
      fail(i, "192.0.2." + i);
    }
    failures.log();

    assertEquals(11, log.size());
    assertTrue(log.has("from 192.0.2.200: 200"));
    assertTrue(log.has("from 192.0.2.191: 191"));
    assertTrue(log.has("from 190 other sources: " + "18,145"));
  }
}
