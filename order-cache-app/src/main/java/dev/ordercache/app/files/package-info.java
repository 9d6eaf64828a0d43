/** Files that are read while the process runs, and files that hold secrets. */
@NullMarked
package dev.ordercache.app.files;

import org.jspecify.annotations.NullMarked;
