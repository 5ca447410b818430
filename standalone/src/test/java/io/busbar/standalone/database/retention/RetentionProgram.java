package io.busbar.standalone.database.retention;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;

/** A program of its own, for a test that kills it: runs retention once on the database of a URL, user and password, at a given time. */
final class RetentionProgram {

    private RetentionProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            OldSamples.retention(arguments[3], new ArrayList<>()).run(connection);
        }
    }
}
