package org.livemirror.ftp.verb;

import org.livemirror.store.Entry;

/** RETR: sends a file, from where REST said, RFC 959 §4.1.3, RFC 3659 §5.3. */
final class Retr implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    long offset = session.takeRestart();
    return session
        .tree()
        .file(session.folder().resolve(argument))
        .map(file -> send(session, file.entry(), offset))
        .orElseGet(() -> Outcome.missing(argument, "file"));
  }

  private static Outcome send(Session session, Entry entry, long offset) {
    if (offset > entry.sizeBytes()) {
      return Outcome.answer(
          554, "Restart at " + offset + " (expected at most " + entry.sizeBytes() + ").");
    }
    FileBody body = new FileBody(session.site().channels().production(), entry, offset);
    String client = session.client().getHostAddress();
    return new Outcome.Transfer(
        "Sending " + entry.path() + " (" + (entry.sizeBytes() - offset) + " bytes).",
        body,
        (sent, whole) ->
            session.site().events().contentSent("ftp", client, entry.path(), sent, whole));
  }
}
