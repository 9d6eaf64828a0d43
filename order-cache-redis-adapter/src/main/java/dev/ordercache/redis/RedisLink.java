package dev.ordercache.redis;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Runs scripts in Redis, each in one round trip, through a circuit. Every failure is translated
 * into the exception of the port. Safe for use by many threads.
 */
final class RedisLink {

  private static final Pattern LINE = Pattern.compile("@user_script: ?(\\d+)");

  private final RedisConnections connections;
  private final RedisCircuit circuit;
  private final BiFunction<String, Throwable, RuntimeException> translation;

  RedisLink(
      RedisConnections connections,
      RedisCircuit circuit,
      BiFunction<String, Throwable, RuntimeException> translation) {
    this.connections = connections;
    this.circuit = circuit;
    this.translation = translation;
  }

  /** A link over other connections to the same Redis, through the same circuit. */
  RedisLink over(RedisConnections others) {
    return new RedisLink(others, circuit, translation);
  }

  /**
   * Runs a script whose reply is a list of {@code byte[]} and {@code Long}, unless the circuit is
   * open.
   */
  List<Object> run(Script script, ScriptCall call) {
    enter(script);
    return finish(script, call);
  }

  /** Runs a script whose reply is one string, unless the circuit is open. */
  byte[] read(Script script, ScriptCall call) {
    enter(script);
    return (byte[]) run(script, call, ReturnType.VALUE);
  }

  /** Runs a script that ends what an earlier one has begun, whether the circuit is open or not. */
  @SuppressWarnings("unchecked") // the type of ReturnType.MULTI
  List<Object> finish(Script script, ScriptCall call) {
    return (List<Object>) run(script, call, ReturnType.MULTI);
  }

  private void enter(Script script) {
    try {
      circuit.enter();
    } catch (CallNotPermittedException e) {
      throw translation.apply("Redis was not called for " + script + ": " + e.getMessage(), e);
    }
  }

  private Object run(Script script, ScriptCall call, ReturnType type) {
    long began = System.nanoTime();
    try (RedisConnection connection = connections.get()) {
      began = System.nanoTime(); // waiting for a connection does not make an answer slow
      Object reply = run(connection.scriptingCommands(), script, call, type);
      connections.worked();
      circuit.answered(System.nanoTime() - began);
      return reply;
    } catch (RuntimeException e) {
      reportFailure(e, System.nanoTime() - began);
      throw translation.apply(failure(script, e), e);
    } catch (Error e) {
      circuit.unknown(); // a permitted call must report its outcome, or the circuit waits
      throw e;
    }
  }

  /** The state of its circuit. */
  CircuitStatistics circuit() {
    return circuit.statistics();
  }

  /** Reports the failure of a call to the connections and to the circuit. */
  private void reportFailure(RuntimeException e, long nanos) {
    if (Thread.currentThread().isInterrupted()) {
      circuit.unknown(); // the caller did not wait for the answer
      return;
    }
    ErrorReply reply = isAnswer(e) ? ErrorReply.of(reason(e)) : ErrorReply.OF_EVERYTHING;
    switch (reply) {
      case OF_THE_CALL -> {
        connections.worked();
        circuit.answered(nanos);
      }
      case OF_EVERYTHING -> {
        connections.failed();
        circuit.failed(nanos, e);
      }
      case OF_WRITES -> {
        connections.reachedReplica();
        circuit.answered(nanos);
      }
    }
  }

  private static Object run(
      RedisScriptingCommands redis, Script script, ScriptCall call, ReturnType type) {
    byte[][] all = call.keysAndArguments();
    Object reply;
    try {
      reply = redis.evalSha(script.digest(), type, call.keyCount(), all);
    } catch (RuntimeException e) {
      if (!isUnknownScript(e)) {
        throw e;
      }
      reply = redis.eval(script.text(), type, call.keyCount(), all);
    }
    if (reply == null) {
      throw new IllegalStateException("no reply");
    }
    return reply;
  }

  /** Redis drops its scripts on a restart, a failover or {@code SCRIPT FLUSH}. */
  private static boolean isUnknownScript(RuntimeException e) {
    return isAnswer(e) && reason(e).contains("NOSCRIPT");
  }

  /** Whether Redis itself returned the error. */
  static boolean isAnswer(RuntimeException e) {
    return e.getCause() instanceof RedisCommandExecutionException;
  }

  /** The message for a failed call: the error from Redis, or why it cannot be reached. */
  static String failure(Object call, RuntimeException e) {
    Throwable beneath = e;
    while (beneath.getCause() != null) {
      beneath = beneath.getCause();
    }
    String reason = reason(e);
    String cause = String.valueOf(beneath.getMessage());
    return "Redis failed in "
        + call
        + ": "
        + (reason.contains(cause) ? reason : reason + ": " + cause)
        + (call instanceof Script script ? denied(script, reason) : "");
  }

  /** Up to 7.0, Redis reports only the line of a command that the user may not run. */
  private static String denied(Script script, String reason) {
    Matcher line = LINE.matcher(reason);
    return reason.contains("can't run this command") && line.find()
        ? ": " + script.line(Integer.parseInt(line.group(1)))
        : "";
  }

  /** The error from Redis, or the other failure. */
  private static String reason(RuntimeException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
