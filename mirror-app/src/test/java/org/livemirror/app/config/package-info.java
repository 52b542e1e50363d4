@NullMarked
package org.livemirror.app.config;

import org.jspecify.annotations.NullMarked;
