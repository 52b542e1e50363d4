package org.livemirror.testkit.disk;

import java.nio.file.Path;

/**
 * What is done to a store, in steps. Each step opens the store anew, as a command does, and can be
 * done again after it failed half-way.
 */
interface Scenario {
  int steps();

  void run(int step, Path data) throws Exception;
}
