/** The users, their roles, and the check of their passwords. Independent of HTTP. */
@NullMarked
package dev.ordercache.app.users;

import org.jspecify.annotations.NullMarked;
