/** Users files, logins, and what slows those that fail. */
@NullMarked
package dev.ordercache.app.users;

import org.jspecify.annotations.NullMarked;
