package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the data folder of a server, and keeps a server from data that it cannot read. Stateless. */
final class DatabaseCluster {

    static final String USER = "busbar";

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCluster.class);
    private static final long REQUIRED_BYTES = 300L << 20;

    /**
     * For one machine of any size, with {@link DatabaseMemory#settings} filled in; nothing is given up of durability. Rewritten at every start, so
     * that it is always this program's; the operator's custom.conf is read last.
     */
    private static final String SETTINGS =
            """
            # Written by Busbar at every start. Put your own settings into custom.conf, one folder up.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 40
            password_encryption = 'scram-sha-256'

            fsync = on
            synchronous_commit = on
            full_page_writes = on
            wal_level = minimal
            max_wal_senders = 0
            wal_compression = on
            min_wal_size = 80MB
            checkpoint_timeout = 10min

            %s
            work_mem = 8MB
            maintenance_work_mem = 64MB
            random_page_cost = 1.1
            jit = off
            max_worker_processes = 4
            max_parallel_workers = 2
            max_parallel_workers_per_gather = 1
            autovacuum_max_workers = 2
            io_workers = 2

            timezone = 'UTC'
            datestyle = 'iso, ymd'
            lc_messages = 'C'

            # A repeated frame is a unique violation that the writer expects: one line each, without the rows.
            log_destination = 'stderr'
            logging_collector = off
            log_timezone = 'UTC'
            log_line_prefix = '%%m [%%p] '
            log_checkpoints = off
            log_error_verbosity = terse
            log_min_error_statement = panic

            include_if_exists = '../custom.conf'
            """;

    private DatabaseCluster() {}

    /**
     * Makes the data folder when there is none, and writes the settings.
     *
     * @throws IOException with one line for the user, when the folder belongs to another major version or the disk is too full
     */
    static void prepare(ServerFolder folder, PostgresBinaries binaries, ServerAccount account) throws IOException {
        if (folder.isInitialised()) {
            requireSameMajor(folder.data(), binaries);
        } else {
            initialise(folder, binaries, account);
        }
        Files.writeString(
                folder.data().resolve("postgresql.conf"),
                SETTINGS.formatted(DatabaseMemory.ofThisMachine().settings().strip()));
    }

    private static void requireSameMajor(Path data, PostgresBinaries binaries) throws IOException {
        String major = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!major.equals(binaries.major())) {
            throw new IOException("the data in " + data + " belong to PostgreSQL " + major
                    + ", this Busbar brings PostgreSQL " + binaries.major()
                    + ": use the Busbar that wrote them, or choose another directory");
        }
    }

    private static void initialise(ServerFolder folder, PostgresBinaries binaries, ServerAccount account)
            throws IOException {
        long freeBytes = Files.getFileStore(folder.path()).getUsableSpace();
        if (freeBytes < REQUIRED_BYTES) {
            throw new IOException("a new database in " + folder.path() + " needs " + (REQUIRED_BYTES >> 20)
                    + " MB of disk, free are " + (freeBytes >> 20) + " MB");
        }
        LOG.info("creating a PostgreSQL {} database in {}", binaries.version(), folder.path());
        FolderTree.delete(folder.stagedData());
        Command initdb = Command.run(
                folder.path(),
                account.command(
                        binaries.program("initdb"),
                        "--pgdata=" + folder.stagedData(),
                        "--username=" + USER,
                        "--pwfile=" + folder.passwordFile(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"));
        if (!initdb.succeeded()) {
            FolderTree.delete(folder.stagedData());
            throw new IOException(
                    "cannot create a database in " + folder.path() + ": " + Command.complaint(initdb.output()));
        }
        Files.move(folder.stagedData(), folder.data(), StandardCopyOption.ATOMIC_MOVE);
    }
}
