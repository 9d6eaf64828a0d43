package dev.ordercache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README files show is Java that compiles. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final String FENCE = "```";

  @TempDir private Path classes;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "README.md | String password",
        "order-cache-redis-adapter/README.md | OrderQuery database, JdbiChangeLog changeLog, Duration wait",
        "order-cache-jdbc-adapter/README.md | String url, String user, String password, RelayTarget relayTarget",
        "order-cache-micrometer/README.md | MeterRegistry registry, CacheAsideOrderQuery orders,"
            + " ChangeRelay relay, RedisOrderCache cache, RedisSettings settings, StatusChanges changes",
        "order-cache-servers/README.md | String unused"
      })
  void theJavaOfAPageCompiles(String page, String parameters) throws IOException {
    String statements = String.join("\n", java(Files.readAllLines(ROOT.resolve(page))));
    assertEquals("", compile(parameters, statements));
  }

  @Test
  void theFirstLinesShowHowToRunItAndAtMost12LinesOfJava() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));

    assertTrue(lines.indexOf("    mvn -q compile exec:java") < 30, "how to run it");
    assertTrue(lines.indexOf(FENCE + "java") < 30, "the first Java");
    long code = java(lines).get(0).lines().filter(line -> !line.isBlank()).count();
    assertTrue(code > 0 && code <= 12, code + " lines of Java");
  }

  /** The examples of a page, of which each may go on with what is there since the ones before. */
  private static List<String> java(List<String> page) {
    List<String> examples = new ArrayList<>();
    List<String> rest = page;
    while (rest.contains(FENCE + "java")) {
      rest = rest.subList(rest.indexOf(FENCE + "java") + 1, rest.size());
      examples.add(String.join("\n", rest.subList(0, rest.indexOf(FENCE))));
    }
    return examples;
  }

  /** What the compiler has to say. */
  private String compile(String parameters, String statements) {
    String source =
        """
        import dev.ordercache.*;
        import dev.ordercache.cache.*;
        import dev.ordercache.cacheaside.*;
        import dev.ordercache.event.*;
        import dev.ordercache.relay.*;
        import dev.ordercache.jdbc.*;
        import dev.ordercache.micrometer.*;
        import dev.ordercache.plan.*;
        import dev.ordercache.preload.*;
        import dev.ordercache.redis.*;
        import dev.ordercache.servers.*;
        import dev.ordercache.statuschange.*;
        import com.zaxxer.hikari.HikariDataSource;
        import io.micrometer.core.instrument.MeterRegistry;
        import java.time.Duration;
        import java.util.*;
        import java.util.concurrent.CompletableFuture;
        import javax.sql.DataSource;
        class Page {
          void run(%s) {
        %s
          }
        }
        """
            .formatted(parameters, statements);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter out = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath);
    boolean compiled =
        compiler.getTask(out, null, null, options, null, List.of(new SourceText(source))).call();
    return compiled ? "" : out.toString();
  }

  private static final class SourceText extends SimpleJavaFileObject {

    private final String text;

    private SourceText(String text) {
      super(URI.create("string:///Page.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
