/**
 * The attack suite's recipes: one folder per attack or quirk, re-made from a declaration. Start at
 * {@link org.livemirror.testkit.attack.Recipe}.
 */
@NullMarked
package org.livemirror.testkit.attack;

import org.jspecify.annotations.NullMarked;
