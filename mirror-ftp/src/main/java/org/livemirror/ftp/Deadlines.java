package org.livemirror.ftp;

import java.time.Duration;

/**
 * How long a client may take.
 *
 * <table>
 * <caption>Deadlines</caption>
 * <tr><th>for</th><th>default</th><th>then</th></tr>
 * <tr><td>login: from connect or REIN, whatever the client sends</td><td>60 s</td><td>421</td></tr>
 * <tr><td>idle: between whole commands, outside transfers</td><td>300 s</td><td>421</td></tr>
 * <tr><td>dataConnect: until the data connection is there</td><td>30 s</td><td>425</td></tr>
 * <tr><td>stall: while the data peer takes no byte</td><td>120 s</td><td>426</td></tr>
 * <tr><td>goodbye: until the last reply is taken</td><td>10 s</td><td>closed</td></tr>
 * </table>
 */
record Deadlines(
    Duration login, Duration idle, Duration dataConnect, Duration stall, Duration goodbye) {
  static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(60),
          Duration.ofSeconds(300),
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofSeconds(10));
}
