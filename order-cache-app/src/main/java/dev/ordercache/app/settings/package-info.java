/** The settings of the app, and the refusal of unknown or malformed ones. */
@NullMarked
package dev.ordercache.app.settings;

import org.jspecify.annotations.NullMarked;
