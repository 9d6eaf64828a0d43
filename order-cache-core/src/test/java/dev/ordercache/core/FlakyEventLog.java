package dev.ordercache.core;

import dev.ordercache.event.EventLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An event log that can be made to fail. */
final class FlakyEventLog implements EventLog {

  final AtomicInteger reads = new AtomicInteger();
  volatile @Nullable Throwable failure;
  private final EventLog log;

  FlakyEventLog(EventLog log) {
    this.log = log;
  }

  @Override
  public List<Entry> read(@Nullable String position, Duration timeout) {
    reads.incrementAndGet();
    fail();
    List<Entry> read = log.read(position, timeout);
    fail();
    return read;
  }

  private void fail() {
    Throwable now = failure;
    if (now instanceof Error error) {
      throw error;
    }
    if (now instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
