package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.app.settings.HttpSettings;
import dev.ordercache.app.settings.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final char[] PASSWORD = "password".toCharArray();
  private static final String REQUEST =
      "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @TempDir Path folder;

  /** Writes a certificate of this name and its key. */
  private TlsFiles files(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD),
                "-keyalg",
                "EC",
                "-alias",
                "x",
                "-dname",
                "CN=" + name)
            .inheritIO()
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    TlsFiles files = new TlsFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    pem(files.certificate(), "CERTIFICATE", keys.getCertificate("x").getEncoded());
    pem(files.key(), "PRIVATE KEY", keys.getKey("x", PASSWORD).getEncoded());
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
    return files;
  }

  private static void pem(Path file, String kind, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
  }

  private static HttpFixture start(TlsFiles files) {
    return new HttpFixture(HttpSettings.defaults().withTls(files));
  }

  /** The name in the certificate that the server shows, and its answer. */
  private static String[] ask(HttpFixture http) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(http.address().getHost(), http.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new String[] {shown.getSubjectX500Principal().getName(), answer};
    }
  }

  /** Trusts every server. */
  private static final class Trusting implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void replace(TlsFiles files, TlsFiles by) throws IOException {
    Files.writeString(files.certificate(), Files.readString(by.certificate()));
    Files.writeString(files.key(), Files.readString(by.key()));
  }

  @Test
  void requestsAreAnsweredOverTlsOnly() throws Exception {
    try (HttpFixture http = start(files("first"))) {
      String[] seen = ask(http);

      assertEquals("https", http.address().getScheme());
      assertEquals("CN=first", seen[0]);
      assertTrue(seen[1].startsWith("HTTP/1.1 200 OK\r\n"), seen[1]);
      assertTrue(seen[1].contains("\r\nStrict-Transport-Security: max-age=31536000\r\n"), seen[1]);
      assertEquals("", plain(http));
    }
  }

  private static String plain(HttpFixture http) throws IOException {
    try (Socket socket = new Socket(http.address().getHost(), http.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.contains("HTTP/1.1") ? answer : "";
    }
  }

  @Test
  void newFilesAreUsedWithoutARestartAndBrokenOnesAreNot() throws Exception {
    TlsFiles files = files("first");
    TlsFiles second = files("second");
    try (HttpFixture http = start(files)) {
      assertEquals("CN=first", ask(http)[0]);
      replace(files, second);
      Awaitility.await().until(() -> ask(http)[0].equals("CN=second"));

      Files.writeString(files.certificate(), "nonsense");
      Awaitility.await()
          .until(() -> ask(http)[1].startsWith("HTTP/1.1 200") && metric(http).contains(" 1.0"));
      assertEquals("CN=second", ask(http)[0]);

      TlsFiles third = files("third");
      Files.writeString(files.certificate(), Files.readString(third.certificate()));
      Awaitility.await()
          .during(Duration.ofSeconds(3))
          .until(() -> ask(http)[0].equals("CN=second") && metric(http).contains(" 1.0"));
      replace(files, third);
      Awaitility.await().until(() -> ask(http)[0].equals("CN=third"));
      Awaitility.await().until(() -> metric(http).contains(" 0.0"));
    }
  }

  private static String metric(HttpFixture http) {
    return http.metrics()
        .lines()
        .filter(line -> line.startsWith("http_server_tls_failing"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aHandshakeThatDoesNotEndIsEnded() throws Exception {
    try (HttpFixture http = start(files("first"));
        Socket socket = new Socket(http.address().getHost(), http.address().getPort())) {
      socket.setSoTimeout(40_000);
      socket.getOutputStream().write(0x16); // the first byte of one

      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void filesThatCannotBeUsedStopTheStart() throws Exception {
    TlsFiles files = files("first");
    TlsFiles second = files("second");
    assertRefused(new TlsFiles(files.certificate(), second.certificate()), "TLS_KEY");
    assertRefused(new TlsFiles(files.certificate(), second.key()), "not that of the certificate");
    assertRefused(new TlsFiles(files.key(), files.key()), "TLS_CERTIFICATE");
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(files, "chmod");
  }

  private static void assertRefused(TlsFiles files, String part) {
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> new Tls(files).close());
    assertTrue(String.valueOf(refusal.getMessage()).contains(part), refusal::getMessage);
  }

  @Test
  void olderVersionsAreNotSpoken() throws Exception {
    try (HttpFixture http = start(files("first"))) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, null);
      try (SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(http.address().getHost(), http.address().getPort())) {
        assertThrows(
            SSLException.class,
            () -> {
              socket.setEnabledProtocols(new String[] {"TLSv1.1"});
              socket.startHandshake();
            });
      }
    }
  }
}
