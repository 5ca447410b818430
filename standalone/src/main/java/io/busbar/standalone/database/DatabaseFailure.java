package io.busbar.standalone.database;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says in one line why a database cannot be used, and what to do. Never shows a password. Stateless. */
public final class DatabaseFailure {

    private DatabaseFailure() {}

    static IOException of(DatabaseConfig config, String complaint) {
        return new IOException(line(config, complaint));
    }

    public static IOException of(DatabaseConfig config, Throwable failure) {
        SQLException refusal = sqlException(failure);
        String complaint = refusal == null
                ? firstLine(innermost(failure))
                : complaint(String.valueOf(refusal.getSQLState()), firstLine(refusal), innermost(failure));
        return new IOException(line(config, complaint), failure);
    }

    private static String line(DatabaseConfig config, String complaint) {
        String url = config.jdbcUrl();
        int query = url.indexOf('?');
        return "cannot use the database " + (query < 0 ? url : url.substring(0, query)) + " as " + config.user() + ": "
                + complaint;
    }

    /** SQL states: PostgreSQL's Appendix A; those of class 08 are the driver's. */
    private static String complaint(String state, String message, Throwable innermost) {
        return switch (state) {
            case "28P01" ->
                "the server refuses user and password: correct them in the URL or in BUSBAR_DATABASE_USER"
                        + " and BUSBAR_DATABASE_PASSWORD";
            case "08004" -> message + ": give it in the URL or in BUSBAR_DATABASE_PASSWORD";
            case "28000" -> message + ": create the user, or let it in by pg_hba.conf";
            case "3D000" -> message + ": create it by CREATE DATABASE, or correct its name in the URL";
            case "08001" ->
                "no server answers (" + firstLine(innermost) + "): start it, or correct host and port in the URL";
            case "57P03" -> message + ": try again in a moment";
            case "53300" -> message + ": raise max_connections in postgresql.conf and restart the server";
            case "53100" -> "the disk of the server is full (" + message + "): make room and start again";
            case "25006" ->
                "the database is read-only (" + message + "): set default_transaction_read_only to off for"
                        + " the server, the database and the user";
            case "42501" ->
                "the user lacks a right (" + message + "): make it the owner of the database and its tables,"
                        + " or start once as their owner";
            case "58P01" ->
                message.contains("timescaledb")
                        ? "it uses a version of TimescaleDB whose files the server does not have (" + message
                                + "): install them, or run ALTER EXTENSION timescaledb UPDATE as the first statement of a session"
                        : message;
            default -> message;
        };
    }

    /** The innermost one that has a state: the wrappers of the migration tool have none. */
    private static @Nullable SQLException sqlException(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                found = sql;
            }
        }
        return found;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return innermost;
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .map(line -> line.replaceFirst("^(ERROR|FATAL): ", ""))
                .orElse(failure.getClass().getSimpleName());
    }
}
