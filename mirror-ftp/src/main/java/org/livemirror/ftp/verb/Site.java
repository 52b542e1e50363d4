package org.livemirror.ftp.verb;

import java.net.Inet4Address;
import java.time.Clock;
import java.util.Optional;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.publish.Channels;
import org.livemirror.ftp.data.DataPorts;

/**
 * What all sessions of a server share.
 *
 * @param announced the address PASV names instead of the one the client connected to
 */
public record Site(
    Channels channels,
    BasePaths basePaths,
    MirrorEvents events,
    Clock clock,
    DataPorts dataPorts,
    Optional<Inet4Address> announced) {}
