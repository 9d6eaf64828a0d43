package dev.ordercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T10:15:30.123456Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z"
      })
  void aTokenSurvivesTheRoundTripWithItsMicroseconds(String time) {
    Cursor cursor = new Cursor(OrderSort.CREATED, Instant.parse(time), new OrderId(42));

    assertEquals(cursor, Cursor.parse(cursor.token()));
  }

  @Test
  void theGreatestIdSurvivesToo() {
    Cursor cursor = new Cursor(OrderSort.DUE, Instant.EPOCH, new OrderId(Long.MAX_VALUE));

    assertEquals(cursor, Cursor.parse(cursor.token()));
    assertThrows(IllegalArgumentException.class, () -> OrderId.parse("9223372036854775808"));
  }

  @Test
  void nanosecondsAreCutBecauseTheDatabaseHasNone() {
    Cursor cursor =
        new Cursor(OrderSort.DUE, Instant.parse("2026-01-01T00:00:00.123456789Z"), new OrderId(1));

    assertEquals(Instant.parse("2026-01-01T00:00:00.123456Z"), cursor.at());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "due",
        "due.1",
        "due.1.-2",
        "other.1.2",
        "due.1.2.3",
        "due.x.2",
        "due.99999999999999999999.1",
        "due.1.9999999999999999999",
        "due.99999999999999999.1 "
      })
  void whatIsNotATokenIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Cursor.parse(text));
  }

  @Test
  void aCursorOfOneSortDoesNotContinueAnother() {
    Cursor byDue = new Cursor(OrderSort.DUE, Instant.EPOCH, new OrderId(1));

    assertThrows(
        IllegalArgumentException.class,
        () -> new PageRequest(new OrderStatus("PACKAGING"), OrderSort.CREATED, 10, byDue));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 201})
  void aLimitIsOneToTwoHundred(int limit) {
    assertThrows(
        IllegalArgumentException.class,
        () -> PageRequest.first(new OrderStatus("PACKAGING"), OrderSort.DUE, limit));
  }
}
