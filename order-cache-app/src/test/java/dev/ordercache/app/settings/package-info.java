/** Tests of every rule that the settings follow. */
@NullMarked
package dev.ordercache.app.settings;

import org.jspecify.annotations.NullMarked;
