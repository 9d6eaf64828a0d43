package dev.ordercache.app.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP server.
 *
 * @param host the address to listen at
 * @param port the port, or 0 for a free one
 * @param requestsPerSecond what one client address may ask, or 0 for any number
 * @param usersFile names and passwords for HTTP Basic authentication, as Jetty's HashLoginService
 *     reads them, or null for none
 */
public record HttpSettings(
    String host, int port, int requestsPerSecond, @Nullable Path usersFile) {}
