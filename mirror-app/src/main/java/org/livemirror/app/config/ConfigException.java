package org.livemirror.app.config;

import java.util.List;

/** A file of settings is not usable; holds every problem found, one line each. */
public final class ConfigException extends Exception {
  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each says where, what was found and what was expected. */
  public List<String> problems() {
    return problems;
  }
}
