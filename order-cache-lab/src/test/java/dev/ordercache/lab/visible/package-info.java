/** Measures how soon a change in SQL is seen, and what the servers cost meanwhile. */
@NullMarked
package dev.ordercache.lab.visible;

import org.jspecify.annotations.NullMarked;
