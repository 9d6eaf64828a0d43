package dev.ordercache.tck;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The records that a class logs during a test, oldest first. Safe for use by many threads. */
public final class LogRecords extends AbstractList<LogRecord>
    implements BeforeEachCallback, AfterEachCallback {

  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord message) {
          records.add(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** The records of the logger with the name of this class. */
  public LogRecords(Class<?> logging) {
    this.logger = Logger.getLogger(logging.getName());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    logger.addHandler(handler);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger.removeHandler(handler);
  }

  /** Whether there is a message, with its parameters inserted, that contains all of these. */
  public boolean has(String... parts) {
    SimpleFormatter formatter = new SimpleFormatter();
    return stream()
        .map(formatter::formatMessage)
        .anyMatch(message -> Stream.of(parts).allMatch(message::contains));
  }

  @Override
  public LogRecord get(int index) {
    return records.get(index);
  }

  @Override
  public int size() {
    return records.size();
  }

  @Override
  public void clear() {
    records.clear();
  }
}
