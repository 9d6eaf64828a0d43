package dev.ordercache.app.settings;

import java.nio.file.Path;

/**
 * The files for TLS.
 *
 * @param certificate PEM, the server's own certificate first, then its chain up to a root
 * @param key PEM, PKCS #8 without a password
 */
public record TlsFiles(Path certificate, Path key) {}
