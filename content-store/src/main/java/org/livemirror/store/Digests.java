package org.livemirror.store;

/** What one read of some bytes tells of them: their length and both digests that guards use. */
public record Digests(long sizeBytes, Sha1 sha1, Sha256 sha256) {}
