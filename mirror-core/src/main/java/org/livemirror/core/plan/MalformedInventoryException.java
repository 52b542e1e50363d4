package org.livemirror.core.plan;

import org.livemirror.core.catalog.ForeignText;

/**
 * An inventory is not of the documented form; the message says where, what was found and what was
 * expected, in one line.
 */
public final class MalformedInventoryException extends Exception {
  public MalformedInventoryException(String message) {
    super(ForeignText.shown(message));
  }
}
