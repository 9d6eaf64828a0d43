package dev.ordercache.app.http;

import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.preload.PreloadProgress;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;

/** Probes, metrics, and the contract itself. */
final class OperationsEndpoints {

  private final BackgroundPreload preload;
  private final PrometheusMeterRegistry metrics;
  private final String contract = resource("openapi.yaml");
  private volatile boolean stopping;

  OperationsEndpoints(BackgroundPreload preload, PrometheusMeterRegistry metrics) {
    this.preload = preload;
    this.metrics = metrics;
  }

  /** Answers as long as the process does. */
  ApiResponse live(ApiRequest call) {
    return ApiResponse.json(200, Map.of("status", "UP"));
  }

  /** Reports not ready from now on. */
  void beginStop() {
    stopping = true;
  }

  /**
   * Ready when the first preload is over and the app is not stopping. Readers then find a warm
   * cache, or use the database if the preload failed.
   */
  ApiResponse ready(ApiRequest call) {
    PreloadProgress progress = preload.progress();
    boolean ready = preload.ready() && !stopping;
    ApiResponse reply =
        ApiResponse.json(
            ready ? 200 : 503, Map.of("status", ready ? "UP" : "DOWN", "preload", progress));
    return ready ? reply : reply.add(HttpHeader.RETRY_AFTER, "1");
  }

  ApiResponse metrics(ApiRequest call) {
    return ApiResponse.text("text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
  }

  ApiResponse contract(ApiRequest call) {
    return ApiResponse.text("application/yaml", contract);
  }

  private static String resource(String name) {
    try (InputStream in = OperationsEndpoints.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
