package org.livemirror.ftp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.ftp.data.PortRange;

/**
 * How the FTP plane is set up.
 *
 * @param bind the address to listen at
 * @param port the control port, 0 for any free one
 * @param passivePorts where data connections come to
 * @param passiveAddress what PASV announces, where clients see another address than this host does
 * @param drain how long {@link FtpPlane#close()} lets transfers go on
 */
public record FtpSettings(
    InetAddress bind,
    int port,
    PortRange passivePorts,
    Optional<Inet4Address> passiveAddress,
    BasePaths basePaths,
    Duration drain) {
  public FtpSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " (expected 0 to 65535)");
    }
  }
}
