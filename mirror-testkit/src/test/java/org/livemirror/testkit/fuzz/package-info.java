/**
 * Fuzz targets: what comes from outside, fed to what parses it. {@code mirror-testkit/fuzz} runs
 * them for longer than the build does.
 *
 * <p>Each class has one target and one folder of seeds, {@code <Class>Inputs/<method>} among the
 * test resources. A crash that was found becomes a seed there.
 */
@NullMarked
package org.livemirror.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
