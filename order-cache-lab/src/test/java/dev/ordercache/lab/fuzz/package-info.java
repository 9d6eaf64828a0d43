/** Requests that are generated from the contract and corrupted, and checks of the app's answers. */
@NullMarked
package dev.ordercache.lab.fuzz;

import org.jspecify.annotations.NullMarked;
