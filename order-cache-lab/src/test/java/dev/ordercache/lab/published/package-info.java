/** How long submitters wait until they are told, measured on real servers and the real app. */
@NullMarked
package dev.ordercache.lab.published;

import org.jspecify.annotations.NullMarked;
