package dev.ordercache.app.users;

import static dev.ordercache.app.users.TestUsers.OTHER_HASH;
import static dev.ordercache.app.users.TestUsers.OTHER_PASSWORD;
import static dev.ordercache.app.users.TestUsers.PASSWORD;
import static dev.ordercache.app.users.TestUsers.line;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.files.WatchedFile;
import dev.ordercache.app.users.FailedLogins.Reason;
import dev.ordercache.tck.LogRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {

  private static final String HOME = "192.0.2.1";

  @RegisterExtension final LogRecords log = new LogRecords(WatchedFile.class);
  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final List<PasswordHash> compared = new CopyOnWriteArrayList<>();
  private final List<Set<String>> leavers = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final AtomicInteger comparing = new AtomicInteger();
  private Logins logins;

  @BeforeEach
  void start() {
    Path file = TestUsers.write(folder, line("ada", Role.LEAD), line("bob", Role.OPERATOR));
    logins = new Logins(file, leavers::add, nanos::get, this::compare);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    logins.close();
  }

  private boolean compare(PasswordHash hash, byte[] password) {
    compared.add(hash);
    comparing.incrementAndGet();
    try {
      gate.await();
      return hash.isOf(password);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      comparing.decrementAndGet();
    }
  }

  private Login login(String name, String password) {
    return logins.login(name, password, HOME).join();
  }

  private Caller accepted(String name, String password) {
    return assertInstanceOf(Login.Accepted.class, login(name, password)).caller();
  }

  private void assertRefused(String name, String password) {
    assertInstanceOf(Login.Refused.class, login(name, password));
  }

  private void users(String... lines) {
    TestUsers.write(folder, lines);
  }

  @Test
  void theRightPasswordIsAccepted() {
    Caller ada = accepted("ada", PASSWORD);

    assertEquals("ada", ada.name().orElseThrow());
    assertTrue(ada.has(Role.LEAD));
    assertFalse(ada.has(Role.ADMIN));
    assertRefused("ada", OTHER_PASSWORD);
    assertRefused("Ada", PASSWORD);
    assertRefused("eve", PASSWORD);
  }

  @Test
  void isRememberedForAsLongAsItIsUsed() {
    accepted("ada", PASSWORD);
    for (int i = 0; i < 10; i++) {
      nanos.addAndGet(Duration.ofMinutes(4).toNanos());
      assertTrue(logins.login("ada", PASSWORD, "198.51.100.1").isDone());
    }
    assertEquals(1, compared.size());
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    accepted("ada", PASSWORD);
    assertEquals(2, compared.size());
  }

  @Test
  void aWrongPasswordIsNeverRemembered() {
    assertRefused("ada", OTHER_PASSWORD);
    assertRefused("ada", OTHER_PASSWORD);

    assertEquals(2, compared.size());
  }

  @Test
  void anUnknownUserCostsAsMuchAsAKnownOne() {
    assertRefused("ada", "wrong");
    assertRefused("eve", "wrong");

    assertEquals(compared.get(0).cost(), compared.get(1).cost());
  }

  @Test
  void aPasswordOfMoreThan72BytesIsNotCompared() {
    assertRefused("ada", "x".repeat(73));
    assertRefused("ada", "é".repeat(37));
    assertEquals(0, compared.size());
    assertRefused("ada", "x".repeat(72));
    assertEquals(1, compared.size());
    assertEquals(3, logins.failures().count(Reason.CREDENTIALS));
  }

  @Test
  void aNameThatNoUserCanHaveIsNotCompared() {
    assertRefused("a".repeat(101), PASSWORD);
    assertRefused("", PASSWORD);

    assertEquals(0, compared.size());
  }

  @Test
  void theSameAtTheSameTimeIsComparedOnce() {
    gate = new CountDownLatch(1);
    List<CompletableFuture<Login>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(logins.login("ada", PASSWORD, HOME));
    }
    gate.countDown();

    all.forEach(login -> assertInstanceOf(Login.Accepted.class, login.join()));
    assertEquals(1, compared.size());
  }

  @Test
  void twoAreComparedAtATimeAndTwentyWait() {
    gate = new CountDownLatch(1);
    List<CompletableFuture<Login>> all = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      all.add(logins.login("user" + i, PASSWORD, "192.0.2." + i));
    }
    await().until(() -> comparing.get() == 2);
    assertInstanceOf(Login.Busy.class, all.get(22).getNow(new Login.Refused()));
    assertTrue(all.subList(0, 22).stream().noneMatch(CompletableFuture::isDone));
    assertEquals(2, comparing.get());
    gate.countDown();

    all.subList(0, 22).forEach(login -> assertInstanceOf(Login.Refused.class, login.join()));
    assertRefused("user22", PASSWORD);
  }

  @Test
  void afterFiveFailuresAnAccountIsSlowedButNotWhoIsRemembered() {
    accepted("ada", PASSWORD);
    for (int i = 0; i < 5; i++) {
      logins.login("ada", "guess" + i, "198.51.100.7").join();
      logins.login("bob", "guess" + i, "198.51.100.7").join();
    }
    int before = compared.size();
    Login guess = logins.login("ada", "guess", "198.51.100.7").join();

    assertEquals(new Login.Slowed(Duration.ofSeconds(1)), guess);
    assertInstanceOf(Login.Slowed.class, login("bob", PASSWORD), "correct, but not compared");
    assertEquals(before, compared.size());
    accepted("ada", PASSWORD);
    assertEquals(2, logins.failures().count(Reason.THROTTLED));
    assertEquals(10, logins.failures().count(Reason.CREDENTIALS));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    accepted("bob", PASSWORD);
  }

  @Test
  void aRemovedUserIsUnknownEvenIfTheLoginIsRemembered() {
    logins.start();
    Caller bob = accepted("bob", PASSWORD);
    accepted("ada", PASSWORD);
    users(line("ada", Role.LEAD));
    await().until(() -> !bob.has(Role.VIEWER));

    assertRefused("bob", PASSWORD);
    await().until(() -> leavers.equals(List.of(Set.of("bob"))));
    int before = compared.size();
    accepted("ada", PASSWORD);
    assertEquals(before, compared.size(), "a user who stays is still remembered");
  }

  @Test
  void anotherRoleCountsAtOnceAndAnotherPasswordToo() {
    logins.start();
    Caller ada = accepted("ada", PASSWORD);
    Caller bob = accepted("bob", PASSWORD);
    users(line("ada", Role.VIEWER), "bob: " + OTHER_HASH + ", operator\n");
    await().until(() -> !ada.has(Role.LEAD));

    assertTrue(ada.has(Role.VIEWER));
    assertFalse(bob.has(Role.VIEWER));
    assertRefused("bob", PASSWORD);
    accepted("bob", OTHER_PASSWORD);
    assertEquals(List.of(Set.of("bob")), leavers);
  }

  @Test
  void aFileThatIsWrongKeepsTheUsersAndShows() throws IOException {
    logins.start();
    users("ada: secret\n");
    await().until(logins::fileFails);
    accepted("ada", PASSWORD);
    users(line("ada", Role.LEAD));
    await().until(() -> !logins.fileFails());
    TestUsers.restrict(folder.resolve("users.properties"), "rw-r--r--");
    await().until(logins::fileFails);
    Files.delete(folder.resolve("users.properties"));
    await().until(() -> log.has("The users file cannot be read again", "no such file"));

    accepted("ada", PASSWORD);
    assertEquals(List.of(Set.of("bob")), leavers);
  }
}
