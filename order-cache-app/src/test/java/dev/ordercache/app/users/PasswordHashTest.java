package dev.ordercache.app.users;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hashes were computed by libxcrypt, the library that htpasswd uses too. */
class PasswordHashTest {

  private static boolean isOf(String password, String hash) {
    return PasswordHash.parse(hash).isOf(password.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "secret, $2y$10$8K/Yd.awa/ItvXkZ1Eyro.b.UibnkdZv5GxVr5.v3tVo/TT/XDBYW",
    "other, $2y$11$abcdefghijklmnopqrstuu/MuAeqovAjO5.o12ibA2PqzRzMqv9iu",
    "Passwört€, $2y$10$abcdefghijklmnopqrstuuRdylaJAy2qXGOBubKtMZSSCPcGyJ9JO"
  })
  void isOfItsPasswordInUtf8AndOfNoOther(String password, String hash) {
    assertTrue(isOf(password, hash));
    assertFalse(isOf(password + " ", hash));
    assertFalse(isOf("", hash));
  }

  @Test
  void ofAnUnknownUserCostsAsMuchAsOthers() {
    PasswordHash nobodys = PasswordHash.dummy(11);

    assertEquals(11, nobodys.cost());
    assertFalse(nobodys.isOf("secret".getBytes(UTF_8)));
  }
}
