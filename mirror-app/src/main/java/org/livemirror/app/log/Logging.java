package org.livemirror.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sends the log to standard error, as standard output belongs to the commands: our own from {@code
 * LIVEMIRROR_LOG_LEVEL} on, that of libraries from {@code WARN} on.
 *
 * <p>Found by the logging library as a service. In code and not in its XML, as reading that took a
 * tenth of the start of a server. A file named by the system property {@code
 * logback.configurationFile} takes its place.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String OWN_FILE = "logback.configurationFile";
  private static final String LEVEL = "LIVEMIRROR_LOG_LEVEL";

  /** For the logging library. */
  public Logging() {}

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    if (System.getProperty(OWN_FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogLine line = new LogLine();
    line.setContext(log);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(log);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
    standardError.setContext(log);
    standardError.setName("ERR");
    standardError.setTarget("System.err");
    standardError.setEncoder(encoder);
    standardError.start();
    Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(standardError);
    log.getLogger("org.livemirror").setLevel(Level.toLevel(System.getenv(LEVEL), Level.INFO));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
