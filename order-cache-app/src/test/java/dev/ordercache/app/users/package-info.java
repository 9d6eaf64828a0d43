/** Tests of users files, logins, and the pauses after those that fail. */
@NullMarked
package dev.ordercache.app.users;

import org.jspecify.annotations.NullMarked;
