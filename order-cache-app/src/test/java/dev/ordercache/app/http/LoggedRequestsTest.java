package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that clients send is logged; malformed requests are counted. */
class LoggedRequestsTest {

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(new SimpleFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final HttpFixture http = new HttpFixture();

  private final Map<Logger, Level> before = new HashMap<>();

  /** Records the log with the levels of the app's own configuration. */
  @BeforeEach
  void listen() throws IOException {
    Properties configuration = new Properties();
    try (InputStream in = Application.class.getResourceAsStream("logging.properties")) {
      configuration.load(in);
    }
    String suffix = ".level";
    for (String name : configuration.stringPropertyNames()) {
      if (name.endsWith(suffix) && !name.contains("Handler")) {
        Logger logger = Logger.getLogger(name.substring(0, name.length() - suffix.length()));
        before.put(logger, logger.getLevel());
        logger.setLevel(Level.parse(configuration.getProperty(name)));
      }
    }
    Logger.getLogger("").addHandler(handler);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(handler);
    before.forEach(Logger::setLevel);
    http.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\u009bb\r\n",
        "GET / HTTP/1.1\r\nHost: \u0085forged line\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n",
        "GET / HTTP/1.1\r\nHost: [::\r\n",
        "GET / HTTP/1.1\r\nHost: a:b\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        "GET / HTTP/1.1\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n",
        "GET /\u0001 HTTP/1.1\r\nHost: localhost\r\n",
        "G\u0080T / HTTP/1.1\r\nHost: localhost\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, x\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX\u0000: y\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n folded: y\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: \"\u0000=\r\n",
        "GET /api/orders?status=%00 HTTP/1.1\r\nHost: localhost\r\n",
        "POST /api/orders/1/status-changes HTTP/1.1\r\nHost: localhost\r\nContent-Type: \u0080\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n"
      })
  void nothingIsLoggedOfARequestThatIsRefused(String request) {
    http.raw(request + "Connection: close\r\n\r\n");
    http.raw(request.replace(": ", ": " + "x".repeat(8_000)) + "Connection: close\r\n\r\n");

    assertEquals(List.of(), logged);
    String metrics = http.get("/metrics").body();
    assertTrue(metrics.matches("(?s).*\nhttp_server_re(quests_seconds_count|fused_total)\\{.*"));
  }
}
