package org.livemirror.ftp.verb;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.livemirror.ftp.wire.ControlLine.Command;

/** Every command the server knows, by name. Immutable. */
public final class Verbs {
  private final Map<String, Verb> byName = new TreeMap<>();

  public Verbs() {
    byName.put("USER", new User());
    byName.put("PASS", new Pass());
    byName.put("REIN", new Rein());
    byName.put("QUIT", new Quit());
    byName.put("PWD", new Pwd());
    byName.put("XPWD", new Pwd());
    byName.put("CWD", new Cwd());
    byName.put("XCWD", new Cwd());
    byName.put("CDUP", new Cdup());
    byName.put("XCUP", new Cdup());
    byName.put("TYPE", new Type());
    byName.put("MODE", new Mode());
    byName.put("STRU", new Stru());
    byName.put("PASV", new Pasv());
    byName.put("EPSV", new Epsv());
    byName.put("PORT", new ActiveMode());
    byName.put("EPRT", new ActiveMode());
    byName.put("REST", new Rest());
    byName.put("RETR", new Retr());
    byName.put("LIST", new LongList());
    byName.put("NLST", new NameList());
    byName.put("MLSD", new Mlsd());
    byName.put("MLST", new Mlst());
    byName.put("SIZE", new Size());
    byName.put("MDTM", new Mdtm());
    byName.put("ABOR", new Abor());
    byName.put("ALLO", new Allo());
    byName.put("FEAT", new Feat());
    byName.put("OPTS", new Opts());
    byName.put("SYST", new Syst());
    byName.put("STAT", new Stat());
    byName.put("NOOP", new Noop());
    for (String name : WRITING) {
      byName.put(name, new ReadOnly());
    }
    byName.put("HELP", new Help(List.copyOf(byName.keySet())));
  }

  private static final List<String> WRITING =
      List.of(
          "STOR", "STOU", "APPE", "DELE", "MKD", "XMKD", "RMD", "XRMD", "RNFR", "RNTO", "SITE",
          "MFMT", "MFCT", "MFF", "SMNT");

  /** Whether a command runs at once while a transfer is running, not after it. */
  public boolean duringTransfer(Command command) {
    Verb verb = byName.get(command.verb());
    return verb != null && verb.duringTransfer();
  }

  /** Carries a command out, if there is such a one and the client may. */
  public Outcome run(Session session, Command command) {
    @Nullable Verb verb = byName.get(command.verb());
    if (verb == null) {
      return Outcome.answer(500, "'" + command.verb() + "' not understood.");
    }
    if (!session.loggedIn() && !verb.beforeLogin()) {
      return Outcome.answer(530, "Log in with USER and PASS.");
    }
    return verb.run(session, command.argument());
  }
}
