/** Tests of files that change, and of modes that are refused. */
@NullMarked
package dev.ordercache.app.files;

import org.jspecify.annotations.NullMarked;
