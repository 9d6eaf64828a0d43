/**
 * Real PostgreSQL and Redis servers from Maven artefacts, for trying the app without installing
 * anything.
 */
@NullMarked
package dev.ordercache.app.embedded;

import org.jspecify.annotations.NullMarked;
