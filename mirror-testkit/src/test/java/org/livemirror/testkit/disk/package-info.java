/**
 * Stores on a disk that fails: every step of a scenario with every fault.
 *
 * <p>Start at {@link org.livemirror.testkit.disk.StoreOnFaultyDiskTest}.
 */
@NullMarked
package org.livemirror.testkit.disk;

import org.jspecify.annotations.NullMarked;
