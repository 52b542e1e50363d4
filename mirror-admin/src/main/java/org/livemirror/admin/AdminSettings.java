package org.livemirror.admin;

import java.net.InetAddress;

/**
 * Where the operator's port is.
 *
 * @param port 0 for any free one
 */
public record AdminSettings(InetAddress bind, int port) {}
