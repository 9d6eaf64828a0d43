/** What the app can be told from outside, and the refusal of everything else. */
@NullMarked
package dev.ordercache.app.settings;

import org.jspecify.annotations.NullMarked;
