package org.livemirror.core.plan;

/**
 * An inventory is not of the documented form; the message says where, what was found and what was
 * expected.
 */
public final class MalformedInventoryException extends Exception {
  public MalformedInventoryException(String message) {
    super(message);
  }
}
