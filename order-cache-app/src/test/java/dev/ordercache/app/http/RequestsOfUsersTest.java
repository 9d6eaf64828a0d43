package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsOfUsersTest {

  private static final Optional<String> ADA = Optional.of("ada");
  private static final Optional<String> BOB = Optional.of("bob");

  private final RequestsOfUsers requests = new RequestsOfUsers(2);

  @Test
  void oneUserLeavesPlacesForOthers() {
    assertTrue(requests.begin(ADA));
    assertTrue(requests.begin(ADA));
    assertFalse(requests.begin(ADA));
    assertTrue(requests.begin(BOB));
    requests.end(ADA);
    assertTrue(requests.begin(ADA));
    assertFalse(requests.begin(ADA));
  }

  @Test
  void thoseWithoutAUserAreNotCounted() {
    for (int n = 0; n < 10; n++) {
      assertTrue(requests.begin(Optional.empty()));
    }
    requests.end(Optional.empty());
  }
}
