package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.servers.RedisNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A user of Redis with exactly the permissions in the README, and a password of all printable
 * characters.
 */
final class PermittedUser {

  private static final Pattern RULES = Pattern.compile("ACL SETUSER mes (on >password [^`]+)");
  private static final String PASSWORD =
      IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

  private PermittedUser() {}

  /** The README's rules, word by word. */
  static List<String> rules() {
    try {
      Matcher rules = RULES.matcher(Files.readString(Path.of("README.md")));
      if (!rules.find()) {
        throw new IllegalStateException("the README names no permissions");
      }
      return List.of(rules.group(1).trim().split("\\s+", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates a user with a namespace's name; returns the URI to log in with. */
  static String create(RedisNode server, String namespace, List<String> rules) {
    CommandArgs<String, String> arguments =
        new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(namespace).add("reset");
    for (String rule : rules) {
      arguments.add(
          rule.replace("{default}", "{" + namespace + "}").replace(">password", ">" + PASSWORD));
    }
    RedisClient admin = RedisClient.create(server.uri());
    try {
      admin
          .connect()
          .sync()
          .dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
    } finally {
      admin.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
    String password = URLEncoder.encode(PASSWORD, UTF_8).replace("+", "%20");
    return server.uri().replace("://", "://" + namespace + ":" + password + "@");
  }
}
