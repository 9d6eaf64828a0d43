package dev.ordercache.redis;

import static dev.ordercache.redis.CircuitStatistics.State.CLOSED;
import static dev.ordercache.redis.CircuitStatistics.State.OPEN;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What opens the circuit, tested without a Redis. */
class RedisCircuitTest {

  private static final long FAST = Duration.ofMillis(1).toNanos();
  private static final long SLOW = Duration.ofMillis(251).toNanos();

  private RedisCircuit circuit = newCircuit();

  private static RedisCircuit newCircuit() {
    return RedisCircuit.within(Duration.ofMillis(500));
  }

  private void succeed(int calls) {
    for (int i = 0; i < calls; i++) {
      circuit.enter();
      circuit.answered(FAST);
    }
  }

  private void fail(int calls) {
    for (int i = 0; i < calls; i++) {
      circuit.enter();
      circuit.failed(FAST, new IllegalStateException("no answer"));
    }
  }

  @Test
  void nineFailuresOfTwentyCallsAmongGoodOnesDoNotOpenIt() {
    for (int i = 0; i < 50; i++) {
      succeed(11);
      fail(9);
    }
    assertEquals(new CircuitStatistics(CLOSED, 0, 0), circuit.statistics());
  }

  @Test
  void tenFailuresInARowOpenItAfterMuchGoodTraffic() {
    succeed(100_000);
    fail(9);
    assertEquals(CLOSED, circuit.statistics().state());
    fail(1);
    assertEquals(OPEN, circuit.statistics().state());
  }

  /** For a second; if a busy machine asks later, the test opens another one. */
  @Test
  void anOpenOneRefuses() {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              circuit = newCircuit();
              fail(10);
              assertThrows(CallNotPermittedException.class, circuit::enter);
              assertEquals(new CircuitStatistics(OPEN, 1, 1), circuit.statistics());
            });
  }

  @Test
  void theFirstTenCallsOpenItWithoutAnyTrafficBefore() {
    fail(9);
    assertEquals(CLOSED, circuit.statistics().state());
    fail(1);
    assertEquals(OPEN, circuit.statistics().state());
  }

  @Test
  void slowAnswersOpenItAsFailuresDo() {
    succeed(30);
    for (int i = 0; i < 10; i++) {
      circuit.enter();
      circuit.answered(SLOW);
    }
    assertEquals(OPEN, circuit.statistics().state());
  }

  @Test
  void theOneOfTheRelayNeverOpens() {
    RedisCircuit always = RedisCircuit.neverOpen();
    for (int i = 0; i < 100; i++) {
      always.enter();
      always.failed(SLOW, new IllegalStateException("no answer"));
    }
    assertDoesNotThrow(always::enter);
    assertEquals(new CircuitStatistics(CLOSED, 0, 0), always.statistics());
  }
}
