package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.RuleScope.Place;
import io.busbar.alarm.Silence;
import io.busbar.alarm.Transition;
import io.busbar.alarm.Transition.Cause;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hears of loggers and of the BMSs behind them, and says who is silent: not by a clock, but by how far the doors' marks have come, so that
 * neither a slow pipeline nor a door that was away makes anybody silent. Confined to one thread.
 */
final class SilenceWatch {

    private final Catalogue catalogue;
    private final Listening listening;
    private final DeviceType loggerType;
    private final Map<String, HeardLogger> loggers = new HashMap<>();

    /** Is told the raises and clears of silences. */
    interface Silences {
        void transition(AlarmChange.Subject subject, Transition transition);
    }

    private static final class HeardLogger {
        private final Heard self;
        private final Map<Integer, Heard> bmss = new HashMap<>();
        private @Nullable LoggerSettings settings;

        /** What the earliest frames were judged by that came since settings were stored. */
        private @Nullable LoggerSettings judgedBy;

        private boolean hasUnstoredSettings;

        HeardLogger(Heard self) {
            this.self = self;
        }
    }

    SilenceWatch(Catalogue catalogue, Listening listening) {
        this.catalogue = catalogue;
        this.listening = listening;
        this.loggerType = catalogue.deviceTypes().stream()
                .filter(type -> type.category() == Category.LOGGER)
                .findFirst()
                .orElseThrow();
    }

    /** What was known before this writer began. */
    void known(String loggerSerialNumber, long lastReceiptMillis, @Nullable LoggerSettings settings) {
        HeardLogger logger = logger(loggerSerialNumber);
        logger.self.receipt(lastReceiptMillis);
        logger.settings = logger.settings == null ? settings : logger.settings;
        logger.judgedBy = settings == null ? logger.judgedBy : settings;
    }

    /** The same of a BMS. */
    void known(String loggerSerialNumber, int deviceId, String serialNumber, int typeCode, long lastReceiptMillis) {
        HeardLogger logger = loggers.get(loggerSerialNumber);
        if (logger != null) {
            bms(logger, deviceId, serialNumber, typeCode).receipt(lastReceiptMillis);
        }
    }

    /** A silence that had not ended. */
    void known(AlarmTable.Stored silence) {
        Transition raise = Heard.raise(silence);
        HeardLogger logger = loggers.get(silence.subject().loggerSerialNumber());
        Integer deviceId = silence.subject().deviceId();
        Heard heard = logger == null ? null : deviceId == null ? logger.self : logger.bmss.get(deviceId);
        if (heard != null && !heard.isSilentBy(raise.ruleId())) {
            heard.silences().add(raise);
        }
    }

    /** Tells how a logger sends, and whose it is. */
    void learn(LoggerSettings settings) {
        HeardLogger logger = logger(settings.serialNumber());
        if (!settings.equals(logger.settings)) {
            logger.settings = settings;
            logger.judgedBy = logger.judgedBy == null ? settings : logger.judgedBy;
            logger.hasUnstoredSettings = true;
            lookAgain(logger);
        }
    }

    /** The same as a frame has it, which nothing counts against that was announced: it may be from before. */
    void suppose(LoggerSettings settings) {
        if (logger(settings.serialNumber()).settings == null) {
            learn(settings);
        }
    }

    @Nullable
    LoggerSettings settings(String loggerSerialNumber) {
        HeardLogger logger = loggers.get(loggerSerialNumber);
        return logger == null ? null : logger.settings;
    }

    /**
     * Settings that the table of loggers lacks. Immutable.
     *
     * @param judgedBy what frames may have been judged by since those that it has
     */
    record Unstored(LoggerSettings settings, LoggerSettings judgedBy) {}

    List<Unstored> unstoredSettings() {
        List<Unstored> unstored = new ArrayList<>();
        for (HeardLogger logger : loggers.values()) {
            if (logger.hasUnstoredSettings && logger.settings != null && logger.judgedBy != null) {
                unstored.add(new Unstored(logger.settings, logger.judgedBy));
            }
        }
        return unstored;
    }

    void settingsStored() {
        for (HeardLogger logger : loggers.values()) {
            logger.hasUnstoredSettings = false;
            logger.judgedBy = logger.settings;
        }
    }

    /** A frame of a logger was received. */
    void receipt(String loggerSerialNumber, long atMillis, Silences out) {
        HeardLogger logger = logger(loggerSerialNumber);
        if (logger.self.lastReceiptMillis() == Long.MIN_VALUE) {
            logger.hasUnstoredSettings = logger.settings != null; // there is a row for them from now on
        }
        receipt(logger, logger.self, atMillis, out);
    }

    /** A BMS was in it. */
    void receipt(
            String loggerSerialNumber, int deviceId, String serialNumber, int typeCode, long atMillis, Silences out) {
        HeardLogger logger = logger(loggerSerialNumber);
        receipt(logger, bms(logger, deviceId, serialNumber, typeCode), atMillis, out);
    }

    /** A BMS that is silent is no longer behind its logger. */
    void gone(AlarmTable.Stored silent, Silences out) {
        HeardLogger logger = loggers.get(silent.subject().loggerSerialNumber());
        Heard bms = logger == null ? null : logger.bmss.remove(silent.subject().deviceId());
        if (logger != null && bms != null) {
            end(logger, bms, raise -> true, listening.untilMillis(), Cause.RULE, out);
        }
    }

    /** Says who is silent, as far as that is known by now. */
    void look(RuleBook book, Silences out) {
        if (listening.untilMillis() == Long.MIN_VALUE) {
            return;
        }
        for (HeardLogger logger : loggers.values()) {
            look(logger, logger.self, loggerType, book, out);
            for (Heard bms : logger.bmss.values()) {
                DeviceType type = catalogue.deviceType(bms.typeCode());
                if (type != null) {
                    look(logger, bms, type, book, out);
                }
            }
        }
    }

    /** By other rules from now on. */
    void lookAgain() {
        loggers.values().forEach(SilenceWatch::lookAgain);
    }

    private void look(HeardLogger logger, Heard heard, DeviceType type, RuleBook book, Silences out) {
        long until = listening.untilMillis();
        if (heard.lastReceiptMillis() == Long.MIN_VALUE || !heard.isToBeLookedAt(until)) {
            return;
        }
        LoggerSettings settings =
                logger.settings == null ? LoggerSettings.unknown(logger.self.serialNumber()) : logger.settings;
        Place place = new Place(settings.organization(), settings.plant(), heard.serialNumber());
        List<AlarmRule> rules = settings.active() ? book.silenceRules(type, place, until) : List.of();
        end(logger, heard, raise -> isOfNone(raise, rules), until, Cause.RULE, out);
        long intervalMillis = settings.uploadIntervalSeconds() * 1_000L;
        long next = Long.MAX_VALUE;
        for (AlarmRule rule : rules) {
            if (heard.isSilentBy(rule.id())) {
                continue;
            }
            Silence silence =
                    Silence.after(heard.lastReceiptMillis(), listening.outages(), rule, intervalMillis, until);
            if (silence == null) {
                next = Math.min(next, heard.lastReceiptMillis() + Silence.waitMillis(rule, intervalMillis));
            } else {
                Transition raise =
                        silence.transitions(rule, heard.serialNumber()).get(0);
                heard.silences().add(raise);
                out.transition(subject(logger, heard), raise);
            }
        }
        heard.lookAgain(Math.max(next, until));
    }

    /** One from before a silence ends none: whoever goes on from a checkpoint takes again what was taken before. */
    private static void receipt(HeardLogger logger, Heard heard, long atMillis, Silences out) {
        heard.receipt(atMillis);
        if (end(logger, heard, raise -> raise.raisedAtMillis() < atMillis, atMillis, Cause.VALUE, out)) {
            heard.lookAgain(Long.MIN_VALUE);
        }
    }

    private static boolean isOfNone(Transition raise, List<AlarmRule> rules) {
        return rules.stream().noneMatch(rule -> rule.id().equals(raise.ruleId()));
    }

    /** Ends those that are over, and returns whether one was. */
    private static boolean end(
            HeardLogger logger, Heard heard, Predicate<Transition> isOver, long atMillis, Cause cause, Silences out) {
        return heard.silences().removeIf(raise -> {
            boolean ends = isOver.test(raise);
            if (ends) {
                long end = Math.max(atMillis, raise.raisedAtMillis());
                out.transition(subject(logger, heard), Heard.end(raise, end, cause));
            }
            return ends;
        });
    }

    private static AlarmChange.Subject subject(HeardLogger logger, Heard heard) {
        return new AlarmChange.Subject(heard.deviceId(), logger.self.serialNumber(), true);
    }

    private static void lookAgain(HeardLogger logger) {
        logger.self.lookAgain(Long.MIN_VALUE);
        logger.bmss.values().forEach(bms -> bms.lookAgain(Long.MIN_VALUE));
    }

    private HeardLogger logger(String serialNumber) {
        return loggers.computeIfAbsent(
                serialNumber, sn -> new HeardLogger(new Heard(sn, null, loggerType.code(), Long.MIN_VALUE)));
    }

    private static Heard bms(HeardLogger logger, int deviceId, String serialNumber, int typeCode) {
        return logger.bmss.computeIfAbsent(deviceId, id -> new Heard(serialNumber, deviceId, typeCode, Long.MIN_VALUE));
    }
}
