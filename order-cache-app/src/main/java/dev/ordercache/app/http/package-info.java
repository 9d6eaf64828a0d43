/** The HTTP contract: routes, JSON, conditional requests, problem details. */
@NullMarked
package dev.ordercache.app.http;

import org.jspecify.annotations.NullMarked;
