/** Files that change, and modes that are refused. */
@NullMarked
package dev.ordercache.app.files;

import org.jspecify.annotations.NullMarked;
