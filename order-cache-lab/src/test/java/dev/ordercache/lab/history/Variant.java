package dev.ordercache.lab.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which cache the instances run: the library's own, or one that lacks a protection. Its scripts
 * come before the library's in the class path.
 */
enum Variant {
  /** The library's own. */
  PROTECTED,
  /** The ordinary get, load, put and delete. */
  PLAIN,
  /** A fill that writes whether its lease is there or not. */
  FILLS_WITHOUT_LEASE,
  /** A guard that stays present for another hour. */
  GUARD_WITHOUT_END,
  /** A lookup that trusts entries of an earlier epoch. */
  EPOCH_IGNORED;

  private static final String SCRIPTS = "/dev/ordercache/redis/";

  /** Whether a relay applies all changes to the cache. */
  boolean isRelayed() {
    return this != PLAIN;
  }

  private List<Edit> edits() {
    return switch (this) {
      case PROTECTED -> List.of();
      case PLAIN ->
          List.of(
              Edit.whole("lookup.lua", "plain-lookup.lua"),
              Edit.whole("fill.lua", "plain-fill.lua"));
      case FILLS_WITHOUT_LEASE ->
          List.of(
              new Edit(
                  "fill.lua", "if found[1] == generation", "if true or found[1] == generation"),
              new Edit(
                  "fill.lua",
                  "    reply[n] = lifetime",
                  "    call('HSET', entry, 'g', generation, 'e', epoch)\n    reply[n] = lifetime"));
      case GUARD_WITHOUT_END ->
          List.of(new Edit("round.lua", "guard, guardUntil)", "guard, guardUntil + 3600000)"));
      case EPOCH_IGNORED ->
          List.of(
              new Edit("lookup.lua", " and found[2] == epoch", ""),
              new Edit("lease.lua", "if found[2] ~= epoch or not", "if not"));
    };
  }

  /** The class path of its instances, with its scripts in a folder. */
  String classPath(Path folder) {
    try {
      for (Edit edit : edits()) {
        Path script = folder.resolve(SCRIPTS.substring(1)).resolve(edit.script());
        String before =
            Files.exists(script) ? Files.readString(script) : read(SCRIPTS + edit.script());
        if (!before.contains(edit.from())) {
          throw new IllegalStateException(edit.script() + " has no " + edit.from());
        }
        Files.createDirectories(script.getParent());
        Files.writeString(script, edit.apply(before));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder + File.pathSeparator + System.getProperty("java.class.path");
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = Variant.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** A change of one of the library's scripts. */
  private record Edit(String script, String from, String to) {

    static Edit whole(String script, String other) {
      return new Edit(script, "", other);
    }

    String apply(String text) throws IOException {
      return from.isEmpty() ? read(to) : text.replace(from, to);
    }
  }
}
