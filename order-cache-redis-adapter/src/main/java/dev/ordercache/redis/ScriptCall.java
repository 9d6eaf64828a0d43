package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** The keys and arguments of one call of a script. Used by one thread. */
final class ScriptCall {

  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> arguments = new ArrayList<>();

  ScriptCall key(byte[] key) {
    keys.add(key);
    return this;
  }

  ScriptCall argument(byte[] argument) {
    arguments.add(argument);
    return this;
  }

  ScriptCall argument(String argument) {
    return argument(argument.getBytes(UTF_8));
  }

  ScriptCall argument(long argument) {
    return argument(Long.toString(argument));
  }

  int keyCount() {
    return keys.size();
  }

  byte[][] keysAndArguments() {
    List<byte[]> all = new ArrayList<>(keys.size() + arguments.size());
    all.addAll(keys);
    all.addAll(arguments);
    return all.toArray(byte[][]::new);
  }
}
