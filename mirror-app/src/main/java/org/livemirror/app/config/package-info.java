/**
 * The configuration file: every setting with its default and its environment name.
 *
 * <p>Start at {@link org.livemirror.app.config.Config}. All problems are reported at once, with the
 * line.
 */
@NullMarked
package org.livemirror.app.config;

import org.jspecify.annotations.NullMarked;
