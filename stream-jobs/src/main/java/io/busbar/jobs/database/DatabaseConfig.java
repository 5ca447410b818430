package io.busbar.jobs.database;

import java.io.Serial;
import java.io.Serializable;

/** Where the samples go. The password is never printed. Immutable. */
public record DatabaseConfig(String jdbcUrl, String user, String password) implements Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
        return "DatabaseConfig[jdbcUrl=" + jdbcUrl + ", user=" + user + "]";
    }
}
