/** Buffers of Netty that nobody releases fail the test class in which they were made. */
@NullMarked
package org.livemirror.testkit.leaks;

import org.jspecify.annotations.NullMarked;
