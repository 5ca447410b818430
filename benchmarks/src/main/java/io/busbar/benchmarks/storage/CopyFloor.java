package io.busbar.benchmarks.storage;

import io.busbar.jobs.sample.FrameSamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * The floor: the rows that Busbar stored, read back in the format of binary COPY and sent again as they are, in transactions of the same
 * size. Nobody can put these rows into these tables with less. Confined to one thread.
 */
public final class CopyFloor implements Contender {

    private static final List<String> TABLES = PostgresServer.SAMPLE_TABLES;

    private final PostgresServer server;
    private final Connection connection;
    private final List<List<byte[]>> transactions;

    private CopyFloor(PostgresServer server, Connection connection, List<List<byte[]>> transactions) {
        this.server = server;
        this.connection = connection;
        this.transactions = transactions;
    }

    /** Takes the rows that the tables hold now for as many equal transactions. */
    public static CopyFloor ofStoredRows(PostgresServer server, int transactionCount) throws SQLException, IOException {
        Connection connection = server.connect();
        connection.setAutoCommit(false);
        List<List<byte[]>> transactions = new ArrayList<>();
        for (int i = 0; i < transactionCount; i++) {
            transactions.add(new ArrayList<>());
        }
        for (String table : TABLES) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            // of a query: COPY of a hypertable itself finds nothing
            copier(connection).copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT (FORMAT binary)", bytes);
            List<byte[]> parts = new CopyRows(bytes.toByteArray()).split(transactionCount);
            for (int i = 0; i < transactionCount; i++) {
                transactions.get(i).add(parts.get(i));
            }
        }
        connection.commit();
        return new CopyFloor(server, connection, transactions);
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String description() {
        return "the floor: binary COPY of the same rows from prebuilt bytes into the same tables, transactions of the same size; no latest values";
    }

    @Override
    public void clear() throws SQLException {
        server.clear();
    }

    @Override
    public void store(List<List<FrameSamples>> batches) throws SQLException {
        for (List<byte[]> transaction : transactions) {
            for (int i = 0; i < TABLES.size(); i++) {
                byte[] rows = transaction.get(i);
                CopyIn copy = copier(connection).copyIn("COPY " + TABLES.get(i) + " FROM STDIN (FORMAT binary)");
                copy.writeToCopy(rows, 0, rows.length);
                copy.endCopy();
            }
            connection.commit();
        }
    }

    @Override
    public Content content() throws SQLException {
        return server.content(BusbarSink.SAMPLES);
    }

    @Override
    public double serverCpuSeconds() {
        return server.cpuSeconds();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static CopyManager copier(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}
