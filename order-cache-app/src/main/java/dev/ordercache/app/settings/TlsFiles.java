package dev.ordercache.app.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files for TLS.
 *
 * @param certificate PEM, the server's own certificate first, then its chain up to a root
 * @param key PEM, PKCS #8 without a password
 */
public record TlsFiles(Path certificate, Path key) {

  /** Null if neither is set. */
  static @Nullable TlsFiles read(SettingsReader reader) {
    Path certificate = reader.value(Setting.TLS_CERTIFICATE, Parsers::readableFile);
    Path key = reader.value(Setting.TLS_KEY, Parsers::readableFile);
    if ((reader.text(Setting.TLS_CERTIFICATE) == null) != (reader.text(Setting.TLS_KEY) == null)) {
      reader.problem("%s and %s go together".formatted(Setting.TLS_CERTIFICATE, Setting.TLS_KEY));
    }
    return certificate == null || key == null ? null : new TlsFiles(certificate, key);
  }
}
