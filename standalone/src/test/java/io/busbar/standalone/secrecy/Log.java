package io.busbar.standalone.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.busbar.standalone.secrecy.Twins.Hidden;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import org.slf4j.LoggerFactory;

/** What Busbar says in its log, debug lines too. Errors are on the console besides. May be shared between threads. */
final class Log extends AppenderBase<ILoggingEvent> {

    private static final String BUSBAR = "io.busbar.query";

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Log() {}

    static Log captured() {
        Log log = new Log();
        Logger logger = (Logger) LoggerFactory.getLogger(BUSBAR);
        log.setContext(logger.getLoggerContext());
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            System.err.println(
                    event.getFormattedMessage() + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        lines.add(event.getFormattedMessage()
                + (event.getThrowableProxy() == null
                        ? ""
                        : event.getThrowableProxy().getMessage()));
    }

    /** Forgets what was said until now. */
    void requireNothingOf(Set<String> hidden) {
        for (String line : lines) {
            Matcher found = Hidden.LIKELY.matcher(line);
            while (found.find()) {
                assertThat(found.group().replace(".", "")).as(line).isNotIn(hidden);
            }
        }
        lines.clear();
    }
}
