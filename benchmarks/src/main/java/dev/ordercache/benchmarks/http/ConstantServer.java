package dev.ordercache.benchmarks.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty as the app configures it, with one handler: it answers the same bytes, or 304 to a request
 * with a precondition, with the headers that the app sends with every such answer, all encoded
 * beforehand.
 */
final class ConstantServer implements AutoCloseable {

  /** The name of its threads. */
  static final String THREADS = "constant";

  private static final int MAX_THREADS = 200;
  private static final long IDLE_MILLIS = 75_000;

  private final Server server;
  private final ServerConnector connector;

  /** Listens at a free port of the loopback address. */
  ConstantServer(byte[] body) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName(THREADS);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(new Constant(ByteBuffer.wrap(body)));
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop cleanly", e);
    }
  }

  private static final class Constant extends Handler.Abstract {

    private static final List<HttpField> ALWAYS =
        List.of(
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
            new PreEncodedHttpField("X-Frame-Options", "DENY"),
            new PreEncodedHttpField(
                "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
            new PreEncodedHttpField(HttpHeader.ETAG, "\"constant\""),
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-cache"));

    private static final HttpField JSON =
        new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");

    private final ByteBuffer body;
    private final HttpField length;

    Constant(ByteBuffer body) {
      this.body = body;
      this.length = new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, body.remaining());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      ALWAYS.forEach(response.getHeaders()::add);
      if (request.getHeaders().contains(HttpHeader.IF_NONE_MATCH)) {
        response.setStatus(304);
        response.write(true, null, callback);
      } else {
        response.getHeaders().add(JSON).add(length);
        response.write(true, body.duplicate(), callback);
      }
      return true;
    }
  }
}
