package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.data.redis.core.script.RedisScript;

/** A Lua script from the resources, which Redis identifies by its digest. Immutable. */
final class Script {

  static final Script LOOKUP =
      new Script("lookup", List.of("owner", "reader", "lookup", "account", "lease"));
  static final Script CONFIRM = new Script("owner", "reader", "confirm");
  static final Script FILL = new Script("owner", "account", "fill");
  static final Script RELEASE = new Script("release");
  static final Script INVALIDATE = new Script("owner", "account", "forget", "invalidate");
  static final Script TAKE_OVER =
      new Script("owner", "account", "forget", "clock", "round", "take-over");
  static final Script APPLY_ROUND =
      new Script("owner", "account", "forget", "clock", "round", "apply-round");
  static final Script MEMORY = new Script("account", "memory");
  static final Script FOLLOW = new Script("owner", "follow");
  static final Script TIME = new Script("clock", "time");

  private final String name;
  private final byte[] text;
  private final String digest;

  /** The script that these files make, one after the other; the last one gives the name. */
  private Script(String... files) {
    this(files[files.length - 1], List.of(files));
  }

  private Script(String name, List<String> files) {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      all.append(read(file + ".lua"));
    }
    this.name = name;
    text = all.toString().getBytes(UTF_8);
    digest = RedisScript.of(all.toString(), List.class).getSha1();
  }

  byte[] text() {
    return text.clone();
  }

  String digest() {
    return digest;
  }

  /** A line of the text, counted from 1 as Redis does; empty if there is no such line. */
  String line(int number) {
    return new String(text, UTF_8).lines().skip(number - 1L).findFirst().orElse("").strip();
  }

  @Override
  public String toString() {
    return name;
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + file + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
