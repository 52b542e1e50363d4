/**
 * A disk in memory that fails as told: full, broken, lying, or without power from some operation
 * on.
 *
 * <p>Start at {@link org.livemirror.testkit.disk.FaultyDisk}. It knows files and folders, and
 * nothing of stores.
 */
@NullMarked
package org.livemirror.testkit.disk;

import org.jspecify.annotations.NullMarked;
