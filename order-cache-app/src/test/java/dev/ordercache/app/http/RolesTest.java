package dev.ordercache.app.http;

import static dev.ordercache.app.http.EventFixture.as;
import static dev.ordercache.app.http.HttpFixture.header;
import static dev.ordercache.app.users.TestUsers.OTHER_PASSWORD;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.users.Role;
import dev.ordercache.app.users.TestUsers;
import dev.ordercache.preload.PreloadProgress.State;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The role that each route needs: one table in {@code Routes}, in docs/app.md and in the contract,
 * which the server enforces. A new route that is not in all three fails here.
 */
class RolesTest {

  private static final String NOBODY = "everybody";
  private static final Pattern DOCUMENT_ROW =
      Pattern.compile("\\| `([A-Z]+) (/[^`]*)` \\| ([a-z]+) \\|.*");

  @TempDir Path folder;
  private HttpFixture http;

  @BeforeEach
  void start() {
    String users = "";
    for (Role role : Role.values()) {
      users += line(role.toString(), role);
    }
    http = new HttpFixture(0, TestUsers.write(folder, users, line("gone", Role.ADMIN)));
  }

  @AfterEach
  void stop() {
    http.close();
  }

  /** The roles by method and path, in alphabetical order. */
  private Map<String, String> table() {
    Map<String, String> table = new TreeMap<>();
    for (Operation each : http.operations()) {
      Role role = each.role();
      table.put(each.method() + " " + each.path(), role == null ? NOBODY : role.toString());
    }
    return table;
  }

  @Test
  void theDocumentHasTheTable() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "app.md"))) {
      Matcher row = DOCUMENT_ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1) + " " + row.group(2), row.group(3));
      }
    }
    assertEquals(table(), rows);
  }

  @Test
  void theContractHasTheTable() {
    JsonNode contract =
        new YAMLMapper().readTree(http.get("/openapi.yaml", as("viewer", PASSWORD)).body());
    assertFalse(contract.has("security"), "which would apply to operations without one");
    Map<String, String> operations = new TreeMap<>();
    for (String path : contract.get("paths").propertyNames()) {
      JsonNode methods = contract.get("paths").get(path);
      for (String method : methods.propertyNames()) {
        String request = method.toUpperCase(Locale.ROOT) + " " + path;
        operations.put(request, role(request, methods.get(method).get("security")));
      }
    }
    assertEquals(table(), operations);
  }

  private static String role(String request, JsonNode security) {
    assertNotNull(security, request);
    if (security.isEmpty()) {
      return NOBODY;
    }
    assertEquals(1, security.size(), request);
    assertEquals(1, security.get(0).get("users").size(), request);
    return security.get(0).get("users").get(0).stringValue();
  }

  @Test
  void onlyTheProbesAreOpen() {
    Set<String> open = new TreeSet<>();
    table()
        .forEach(
            (request, role) -> {
              if (role.equals(NOBODY)) {
                open.add(request);
              }
            });
    assertEquals(Set.of("GET /health/live", "GET /health/ready"), open);
  }

  @Test
  void everyRoleMayDoWhatTheTableSaysAndNothingElse() throws IOException {
    for (Operation each : http.operations()) {
      for (Role role : Role.values()) {
        Role required = each.role();
        boolean may = required == null || role.includes(required);
        assertAnswer(may ? 0 : 403, each, as(role.toString(), PASSWORD));
      }
    }
    await("the admin's").until(() -> http.preload.progress().state() == State.RUNNING);
  }

  @Test
  void withoutCredentialsOnlyProbesAreAnswered() throws IOException {
    assertEquals(401, http.get("/nothing").statusCode());
    for (Operation each : http.operations()) {
      int status = each.isOpen() ? 0 : 401;
      assertAnswer(status, each);
      assertAnswer(status, each, as("admin", OTHER_PASSWORD));
      assertAnswer(status, each, as("eve", PASSWORD));
      http.clock.advance(Duration.ofMinutes(20)); // so that the failures no longer count
    }
    assertSame(State.IDLE, http.preload.progress().state());
  }

  /** A line without a role is refused, so every user has one. */
  @Test
  void whoIsNoUserAnyMoreMayDoNothing() throws IOException {
    String[] gone = as("gone", PASSWORD);
    assertEquals(200, http.get("/metrics", gone).statusCode());
    TestUsers.write(folder, line("admin", Role.ADMIN));
    await().until(() -> http.get("/metrics", gone).statusCode() == 401);

    for (Operation each : http.operations()) {
      assertAnswer(each.isOpen() ? 0 : 401, each, gone);
      http.clock.advance(Duration.ofMinutes(20));
    }
  }

  @Test
  void headNeedsTheRoleOfGet() {
    for (Role role : Role.values()) {
      HttpResponse<String> head =
          http.send(
              http.request("/metrics", as(role.toString(), PASSWORD))
                  .method("HEAD", BodyPublishers.noBody()));
      assertEquals(role == Role.ADMIN ? 200 : 403, head.statusCode());
    }
  }

  /** Sends a request, and compares the status if 401 or 403 is expected; 0 stands for neither. */
  private void assertAnswer(int status, Operation operation, String... headers) throws IOException {
    String path = operation.path().replace("{id}", "1").replace("{status}", "PACKAGING");
    HttpResponse<InputStream> answer =
        http.begin(http.request(path, headers).method(operation.method(), BodyPublishers.noBody()));
    String asked = operation.method() + " " + path + " " + Arrays.asList(headers);
    try (InputStream body = answer.body()) {
      if (status == 0) {
        assertFalse(Set.of(401, 403, 429).contains(answer.statusCode()), asked);
        return;
      }
      assertEquals(status, answer.statusCode(), asked);
      assertEquals("application/problem+json", header(answer, "Content-Type"));
      JsonNode problem = Json.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
      if (status == 403) {
        assertEquals("urn:order-cache:problem:forbidden", problem.get("type").stringValue());
        assertEquals(String.valueOf(operation.role()), problem.get("role").stringValue());
        assertTrue(problem.get("detail").stringValue().contains("" + operation.role()));
      }
    }
  }
}
