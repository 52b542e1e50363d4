/**
 * The store in a bucket of an S3-compatible service, for several nodes that serve the same content.
 *
 * <p>Start at {@link org.livemirror.store.s3.S3ContentStore}; the layout is in its class comment.
 * Only {@code Bucket}, {@code Uploads} and {@code Failures} know the AWS SDK; outside of them a
 * failure is an {@code IOException} with the operator's message.
 */
@NullMarked
package org.livemirror.store.s3;

import org.jspecify.annotations.NullMarked;
