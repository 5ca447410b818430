package io.busbar.standalone.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Work that the storage needs now and then, such as following the measured rate with the chunk intervals. A task may be run at any time
 * and any number of times; two are never run at once on one database, by whichever process. Confined to the thread that runs it.
 */
public interface UpkeepTask {

    /** For messages: a few words in lower case. */
    String name();

    /**
     * Does what is due.
     *
     * @param connection in auto-commit mode, for this task alone; a task may leave it in any state
     * @throws InterruptedException when the system stops; what was committed stays, the next run goes on
     */
    void run(Connection connection) throws SQLException, IOException, InterruptedException;
}
