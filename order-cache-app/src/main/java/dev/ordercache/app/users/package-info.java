/** Who the users are, what each may do, and whether a password is theirs. Knows nothing of HTTP. */
@NullMarked
package dev.ordercache.app.users;

import org.jspecify.annotations.NullMarked;
