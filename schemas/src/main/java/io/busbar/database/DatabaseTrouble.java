package io.busbar.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a database cannot take or give anything just now, in words for whoever runs it: the cause and what to do about it. Told from the
 * SQLSTATE (PostgreSQL, appendix A), the longer prefix before the shorter. It speaks of the server and the way to it, never of rows.
 */
public enum DatabaseTrouble {
    DISK_FULL("its disk is full", "free space on its disk or enlarge it", "53100"),
    READ_ONLY(
            "it is read-only",
            "set default_transaction_read_only to off, or name the primary server instead of its standby",
            "25006"),
    REFUSES_LOG_IN(
            "it refuses the user or the password",
            "give the user the password that Busbar was started with, or start Busbar with the right one",
            "28"),
    NO_SUCH_DATABASE("there is no database of this name", "create it, or name the right one", "3D000", "57P04"),
    NOT_PERMITTED("the user may not do that", "grant the user the tables and schema of Busbar", "42501"),
    OTHER_SCHEMA(
            "its tables are not those of this version of Busbar",
            "run the version that they belong to; it migrates older ones when it starts",
            "42",
            "3F",
            "22P03",
            "22P04"),
    NOT_UNDERSTOOD(
            "it does not understand what Busbar sends",
            "run the version of Busbar that its tables belong to; if a connection pooler stands between, read its log",
            "08P01"),
    TOO_MANY_CONNECTIONS(
            "it has no connection left", "end idle sessions, or raise max_connections or the user's limit", "53300"),
    OUT_OF_RESOURCES("it has reached a limit of its own", "raise the limit that it names", "53"),
    STARTING("it is starting up or recovering", "wait; when it takes long, read the server's log", "57P03"),
    SHUT_DOWN("it was shut down or ended the session", "start the server again", "57P01", "57P02", "57P05"),
    GONE("it cannot be reached", "start the server, or mend the way to it", "08"),
    CANCELLED(
            "it cancelled the statement",
            "raise statement_timeout for the user, or see who cancels it",
            "57014",
            "25P"),
    CONFLICT(
            "others are at the same rows", "wait; when it lasts, end the session that holds them", "40", "55", "23505"),
    DAMAGED("its files cannot be read or written", "read the server's log and check its disk", "58", "XX001", "XX002"),
    UNKNOWN("of a reason that Busbar does not know", "read the server's log");

    private final String cause;
    private final String remedy;

    @SuppressWarnings("ImmutableEnumChecker") // the list of List.of cannot be changed
    private final List<String> sqlStatePrefixes;

    DatabaseTrouble(String cause, String remedy, String... sqlStatePrefixes) {
        this.cause = cause;
        this.remedy = remedy;
        this.sqlStatePrefixes = List.of(sqlStatePrefixes);
    }

    /** The trouble that a SQLSTATE tells of; a driver that gives none has lost the server. */
    public static DatabaseTrouble of(@Nullable String sqlState) {
        if (sqlState == null) {
            return GONE;
        }
        DatabaseTrouble found = UNKNOWN;
        int foundLength = 0;
        for (DatabaseTrouble trouble : values()) {
            for (String prefix : trouble.sqlStatePrefixes) {
                if (prefix.length() > foundLength && sqlState.startsWith(prefix)) {
                    found = trouble;
                    foundLength = prefix.length();
                }
            }
        }
        return found;
    }

    /** What is wrong, as the end of a sentence that begins with the database: {@code its disk is full}. */
    public String cause() {
        return cause;
    }

    /** What to do about it, as an instruction: {@code free space on its disk or enlarge it}. */
    public String remedy() {
        return remedy;
    }
}
