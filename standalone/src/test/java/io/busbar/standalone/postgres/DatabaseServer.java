package io.busbar.standalone.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A PostgreSQL server that tests make their databases on, until it is closed. Safe for concurrent use. */
public interface DatabaseServer extends AutoCloseable {

    String jdbcUrl(String database);

    /** May create databases and extensions. */
    String user();

    String password();

    /** The database from which others are made. */
    default String mainDatabase() {
        return "postgres";
    }

    default Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user(), password());
    }

    @Override
    void close() throws IOException;
}
