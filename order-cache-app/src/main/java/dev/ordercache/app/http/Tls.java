package dev.ordercache.app.http;

import dev.ordercache.app.files.SecretFile;
import dev.ordercache.app.files.WatchedFile;
import dev.ordercache.app.settings.TlsFiles;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS 1.2 and 1.3 with the certificate and the key of two files, which are read again when one of
 * them changes: connections that begin afterwards have the new certificate. Files that do not
 * match, for example while only one of them has been replaced, are not used.
 */
final class Tls implements AutoCloseable {

  private final TlsFiles files;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final WatchedFile watch;

  /**
   * Reads the files.
   *
   * @throws IllegalStateException if they cannot be used; the message says why
   */
  Tls(TlsFiles files) {
    this.files = files;
    try {
      byte[] both = read();
      factory.setSslContext(context(both));
      factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
      watch = new WatchedFile("TLS certificate", this::read, both, this::replace);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "ORDER_CACHE_TLS_CERTIFICATE is \"%s\", ORDER_CACHE_TLS_KEY is \"%s\": %s"
              .formatted(files.certificate(), files.key(), reason(e)),
          e);
    }
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  void start() {
    watch.start();
  }

  /** Whether the current files cannot be used, so that older ones may be in use. */
  boolean failing() {
    return watch.failing();
  }

  @Override
  public void close() {
    watch.close();
  }

  /** The length of the certificate in four bytes, the certificate and the key. */
  private byte[] read() throws IOException {
    byte[] certificate = Files.readAllBytes(files.certificate());
    byte[] key = SecretFile.read(files.key());
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(certificate.length).array());
    both.writeBytes(certificate);
    both.writeBytes(key);
    return both.toByteArray();
  }

  private static SSLContext context(byte[] both) throws IOException {
    int middle = Integer.BYTES + ByteBuffer.wrap(both).getInt();
    byte[] certificate = Arrays.copyOfRange(both, Integer.BYTES, middle);
    byte[] key = Arrays.copyOfRange(both, middle, both.length);
    JdkSslContext context =
        (JdkSslContext)
            SslContextBuilder.forServer(
                    new ByteArrayInputStream(certificate), new ByteArrayInputStream(key))
                .sslProvider(SslProvider.JDK)
                .build();
    requirePair(certificate, key);
    return context.context();
  }

  /** No library compares them: with a key of another certificate, every handshake would fail. */
  private static void requirePair(byte[] certificate, byte[] key) {
    String base64 =
        new String(key, StandardCharsets.US_ASCII)
            .replaceAll("(?s).*-----BEGIN PRIVATE KEY-----(.*)-----END PRIVATE KEY-----.*", "$1");
    try {
      PublicKey shown =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate))
              .getPublicKey();
      PrivateKey secret =
          KeyFactory.getInstance(shown.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
      String kind = shown.getAlgorithm();
      Signature signature =
          Signature.getInstance(
              kind.startsWith("Ed") ? kind : "SHA256with" + (kind.equals("EC") ? "ECDSA" : kind));
      signature.initSign(secret);
      signature.update(certificate);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(certificate);
      if (!signature.verify(signed)) {
        throw new IllegalArgumentException("the key is not that of the certificate");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key is not that of the certificate", e);
    }
  }

  private void replace(byte[] both) {
    try {
      SSLContext context = context(both);
      factory.reload(same -> same.setSslContext(context));
    } catch (Exception e) { // which Jetty declares
      throw new IllegalArgumentException(reason(e), e);
    }
  }

  private static String reason(Exception failure) {
    Throwable cause = failure.getCause();
    Throwable said = cause == null || failure instanceof IllegalArgumentException ? failure : cause;
    return said.getMessage() == null ? said.toString() : said.getMessage();
  }
}
