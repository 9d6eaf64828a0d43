package dev.ordercache.app.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The body of a request: read without holding a thread, within a deadline, and then checked. */
final class RequestBody {

  static final int MAX_BYTES = 16 * 1024;

  /** From the head of the request to the end of its body, even if bytes keep arriving. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private RequestBody() {}

  /**
   * The JSON object in the body, with no fields but the known ones. Completes exceptionally with a
   * problem if there is none.
   */
  static CompletableFuture<JsonNode> object(Request request, Set<String> knownFields) {
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source source = new SerialSource(request);
    AtomicBoolean ended = new AtomicBoolean();
    Scheduler.Task deadline =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> expire(source, body, ended), DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    Content.Source.asByteArrayAsync(
        source,
        MAX_BYTES,
        Promise.Invocable.from(
            InvocationType.NON_BLOCKING,
            bytes -> end(ended, deadline, () -> body.complete(bytes)),
            failure -> end(ended, deadline, () -> body.completeExceptionally(failure))));
    return body.handleAsync(
        (bytes, failure) -> {
          if (failure != null) {
            throw refusal(failure);
          }
          return object(bytes, knownFields);
        },
        request.getComponents().getExecutor());
  }

  private static void end(AtomicBoolean ended, Scheduler.Task deadline, Runnable completion) {
    if (ended.compareAndSet(false, true)) {
      deadline.cancel();
      completion.run();
    }
  }

  /** Fails the body before the request is answered, so that no other request is failed. */
  private static void expire(
      Content.Source source, CompletableFuture<byte[]> body, AtomicBoolean ended) {
    if (ended.compareAndSet(false, true)) {
      TimeoutException late = new TimeoutException("the body did not come");
      source.fail(late);
      body.completeExceptionally(late);
    }
  }

  private static RuntimeException refusal(Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (failure instanceof TimeoutException) {
      return Problem.of(
              408, "request-timeout", "body: did not come within " + DEADLINE.toSeconds() + " s")
          .with("field", "body")
          .exception();
    }
    if (failure instanceof RuntimeException http && failure instanceof HttpException) {
      return http;
    }
    if (failure instanceof IOException) {
      return Problem.badField("body", "could not be read").exception();
    }
    return new CompletionException(failure);
  }

  private static JsonNode object(byte[] bytes, Set<String> knownFields) {
    JsonNode json;
    try {
      json =
          Json.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw Problem.badField("body", "is not UTF-8").exception();
    } catch (JacksonException e) {
      throw Problem.badField("body", "is not JSON: " + e.getOriginalMessage()).exception();
    }
    if (!json.isObject()) {
      throw Problem.badField("body", "must be a JSON object").exception();
    }
    for (String field : json.propertyNames()) {
      if (!knownFields.contains(field)) {
        throw Problem.badField(field, "is not a field of this request; known are " + knownFields)
            .exception();
      }
    }
    return json;
  }

  /**
   * Serializes access to a body. When a request is failed, Jetty (12.1.14) reads and discards the
   * part of its body that has arrived; a thread that reads the body at that moment would release
   * the request buffer a second time. Not covered: a connection that is closed, and a {@code 100
   * Continue} that could not be written at once, at the very moment of the deadline. A lock around
   * Jetty's stream would cover them, but Jetty calls it while it holds a lock of its own, and would
   * deadlock.
   */
  private static final class SerialSource implements Content.Source {

    private final Content.Source source;

    SerialSource(Content.Source source) {
      this.source = source;
    }

    @Override
    public long getLength() {
      return source.getLength();
    }

    /** A failure is always the last chunk, so that no request is failed after it was answered. */
    @Override
    public synchronized Content.@Nullable Chunk read() {
      Content.Chunk chunk = source.read();
      if (!Content.Chunk.isFailure(chunk, false)) {
        return chunk;
      }
      source.fail(chunk.getFailure());
      return Content.Chunk.from(chunk.getFailure(), true);
    }

    @Override
    public synchronized void demand(Runnable callback) {
      source.demand(callback);
    }

    @Override
    public synchronized void fail(Throwable failure) {
      source.fail(failure);
    }
  }
}
