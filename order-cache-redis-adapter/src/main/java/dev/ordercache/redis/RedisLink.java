package dev.ordercache.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.function.BiFunction;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisScriptingCommands;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Runs scripts in Redis, each in one round trip. Whatever fails on the way is translated into the
 * exception of the port. Safe for use by many threads.
 */
final class RedisLink {

  private final RedisConnections connections;
  private final BiFunction<String, Throwable, RuntimeException> translation;

  RedisLink(
      RedisConnections connections, BiFunction<String, Throwable, RuntimeException> translation) {
    this.connections = connections;
    this.translation = translation;
  }

  /** Runs a script whose reply is a list of {@code byte[]} and {@code Long}. */
  @SuppressWarnings("unchecked") // what ReturnType.MULTI asks for
  List<Object> run(Script script, ScriptCall call) {
    return (List<Object>) run(script, call, ReturnType.MULTI);
  }

  /** Runs a script whose reply is one string. */
  byte[] read(Script script, ScriptCall call) {
    return (byte[]) run(script, call, ReturnType.VALUE);
  }

  private Object run(Script script, ScriptCall call, ReturnType type) {
    try (RedisConnection connection = connections.get()) {
      Object reply = run(connection.scriptingCommands(), script, call, type);
      connections.worked();
      return reply;
    } catch (RuntimeException e) {
      judge(e);
      throw translation.apply("Redis failed in " + script + ": " + reason(e), e);
    }
  }

  /** Tells what the failure of a call says about the connection. */
  private void judge(RuntimeException e) {
    Refusal refusal = isAnswer(e) ? Refusal.of(reason(e)) : Refusal.OF_EVERYTHING;
    switch (refusal) {
      case OF_THE_CALL -> connections.worked();
      case OF_EVERYTHING -> connections.failed();
      case OF_WRITES -> connections.misled();
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

  /** Redis forgets its scripts when it restarts, fails over or is told to. */
  private static boolean isUnknownScript(RuntimeException e) {
    return isAnswer(e) && reason(e).contains("NOSCRIPT");
  }

  /** Whether Redis itself said no. */
  private static boolean isAnswer(RuntimeException e) {
    return e.getCause() instanceof RedisCommandExecutionException;
  }

  private static String reason(RuntimeException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }
}
