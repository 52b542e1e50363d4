/** Runs the attack suite. Start at {@link org.livemirror.testkit.attack.AttackCasesTest}. */
@NullMarked
package org.livemirror.testkit.attack;

import org.jspecify.annotations.NullMarked;
