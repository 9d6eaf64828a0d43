/** Requests that are made up from the contract and spoilt, and what the app makes of them. */
@NullMarked
package dev.ordercache.lab.fuzz;

import org.jspecify.annotations.NullMarked;
