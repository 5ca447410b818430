package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a server process is told. Java itself can only send SIGTERM, which makes PostgreSQL wait for its clients, and SIGKILL. */
enum Signal {
    /** Fast shutdown: open transactions are rolled back, everything is written, then the server leaves. */
    INT,
    /** Immediate shutdown: as after a crash, the next start recovers. */
    QUIT;

    void send(ProcessHandle process) throws IOException {
        if (process.isAlive()) {
            Command.run(Path.of("/"), List.of("sh", "-c", "kill -" + name() + " " + process.pid()));
        }
    }
}
