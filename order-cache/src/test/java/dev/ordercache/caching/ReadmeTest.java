package dev.ordercache.caching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.servers.EmbeddedServers;
import dev.ordercache.servers.PostgresAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java of the documents compiles, the first of the README runs, and both READMEs agree. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final String FENCE = "```";
  private static final Pattern TYPE = Pattern.compile("\\b[A-Z][a-zA-Z]+\\b");

  @TempDir private Path classes;

  private static List<String> lines(String page) throws IOException {
    return Files.readAllLines(ROOT.resolve(page));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docs/embedding.md | DataSource pool, DataSource direct, LettuceConnectionFactory lettuceConnectionFactory",
        "order-cache-redis-adapter/README.md | OrderQuery database, JdbiChangeLog changeLog, Duration wait",
        "order-cache-jdbc-adapter/README.md | String url, String user, String password, RelayTarget relayTarget"
      })
  void theJavaOfAPageCompiles(String page, String parameters) throws IOException {
    compile(
        """
        import dev.ordercache.*;
        import dev.ordercache.cache.*;
        import dev.ordercache.cacheaside.*;
        import dev.ordercache.caching.*;
        import dev.ordercache.event.*;
        import dev.ordercache.relay.*;
        import dev.ordercache.jdbc.*;
        import dev.ordercache.plan.*;
        import dev.ordercache.preload.*;
        import dev.ordercache.redis.*;
        import dev.ordercache.statuschange.*;
        import com.zaxxer.hikari.HikariDataSource;
        import java.time.Duration;
        import java.util.*;
        import java.util.concurrent.CompletableFuture;
        import javax.sql.DataSource;
        import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
        """,
        "void run(" + parameters + ")",
        String.join("\n", java(lines(page))));
  }

  /** Only the addresses of the servers are replaced. */
  @Test
  void theFirstJavaOfTheReadmeRunsAsItIs() throws Exception {
    String example = java(lines("README.md")).get(0);
    int end = example.lastIndexOf("import ");
    int body = example.indexOf('\n', end);
    try (EmbeddedServers servers = EmbeddedServers.start(true, true)) {
      PostgresAddress postgres = servers.postgres().orElseThrow();
      String addressed =
          example
              .substring(body)
              .replace("jdbc:postgresql://localhost/mes", Addresses.url(postgres))
              .replace("redis://localhost", servers.redisUri().orElseThrow());
      compile(example.substring(0, body), "public static void run()", addressed);

      assertEquals("BYPASS: 0 orders\n", printed().replace("MISS", "BYPASS"));
    }
  }

  private String printed() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      loader.loadClass("Page").getMethod("run").invoke(null);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void theReadmeShowsHowToRunItAndEightLinesOfJavaWithFiveTypes() throws IOException {
    List<String> readme = lines("README.md");

    assertTrue(readme.size() < 150, readme.size() + " lines");
    assertTrue(readme.indexOf("    mvn -q compile exec:java") < 30, "how to run it");
    assertTrue(readme.indexOf(FENCE + "java") < 30, "the first Java");
    List<String> code =
        java(readme)
            .get(0)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("import"))
            .map(line -> line.replaceAll("//.*|\"[^\"]*\"", ""))
            .toList();
    assertTrue(code.size() <= 8, code.size() + " lines of Java");
    List<String> types =
        code.stream()
            .flatMap(line -> TYPE.matcher(line).results().map(match -> match.group()))
            .filter(type -> !type.equals("System"))
            .distinct()
            .sorted()
            .toList();
    assertEquals(List.of("Answer", "CachePlan", "OrderCaching", "OrderPage", "PageRequest"), types);
  }

  @Test
  void theRussianReadmeHasTheSameHeadingsCommandsAndLinks() throws IOException {
    assertEquals(skeleton("README.md").toList(), skeleton("README.ru.md").toList());
  }

  /** Without the words: levels of headings, code, rows of tables, and targets of links. */
  private static Stream<String> skeleton(String page) throws IOException {
    Pattern link = Pattern.compile("]\\(([^)]*)\\)");
    List<String> found = new ArrayList<>();
    boolean inCode = false;
    for (String line : lines(page)) {
      boolean fence = line.startsWith(FENCE);
      if (inCode || fence || line.startsWith("    ")) {
        found.add(line);
      } else if (line.startsWith("#")) {
        found.add(line.replaceAll("[^#].*", ""));
      } else {
        if (line.startsWith("|")) {
          found.add("|");
        }
        link.matcher(line).results().map(match -> match.group(1)).forEach(found::add);
      }
      inCode ^= fence;
    }
    return found.stream().filter(part -> !part.startsWith("README"));
  }

  /** The examples of a page; each may use what the ones before it have declared. */
  private static List<String> java(List<String> page) {
    List<String> examples = new ArrayList<>();
    List<String> rest = page;
    while (rest.contains(FENCE + "java")) {
      rest = rest.subList(rest.indexOf(FENCE + "java") + 1, rest.size());
      examples.add(String.join("\n", rest.subList(0, rest.indexOf(FENCE))));
    }
    return examples;
  }

  private void compile(String imports, String method, String statements) {
    String source =
        """
        %s
        public class Page {
          %s {
        %s
          }
        }
        """
            .formatted(imports, method, statements);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter out = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath);
    boolean compiled =
        compiler.getTask(out, null, null, options, null, List.of(new SourceText(source))).call();
    assertEquals("", compiled ? "" : out.toString());
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
