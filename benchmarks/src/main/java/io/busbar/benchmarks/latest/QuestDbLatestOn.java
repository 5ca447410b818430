package io.busbar.benchmarks.latest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.benchmarks.peer.QuestDb;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** QuestDB's LATEST ON over its history, the device a symbol with an index. Thread-safe. */
public final class QuestDbLatestOn implements Source {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final QuestDb server;
    private final String packTable;
    private final String bmsTable;
    private final boolean overHttp;

    /** Over HTTP with JSON, or over the protocol of PostgreSQL with prepared statements. */
    public QuestDbLatestOn(QuestDb server, String packTable, String bmsTable, boolean overHttp) {
        this.server = server;
        this.packTable = packTable;
        this.bmsTable = bmsTable;
        this.overHttp = overHttp;
    }

    @Override
    public String name() {
        return overHttp ? "questdb_http" : "questdb_wire";
    }

    @Override
    public String description() {
        return "QuestDB " + QuestDb.VERSION
                + ", SELECT … LATEST ON ts PARTITION BY device, the device a symbol with an index, "
                + (overHttp ? "over HTTP" : "prepared, over PostgreSQL's protocol");
    }

    @Override
    public Line open() throws IOException, SQLException {
        if (overHttp) {
            return new Http(new KeepAlive(server.ports().http(), ""), packTable, bmsTable);
        }
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.ports().postgres() + "/qdb", "admin", "quest");
        return new Wire(
                connection,
                connection.prepareStatement(select(packTable, "?")),
                connection.prepareStatement(select(bmsTable, "?")));
    }

    private static String select(String table, String device) {
        return "SELECT * FROM " + table + " WHERE device = " + device + " LATEST ON ts PARTITION BY device";
    }

    private record Wire(Connection connection, PreparedStatement pack, PreparedStatement bms) implements Line {

        @Override
        public long ask(LatestFleet.Device device) throws SQLException {
            long sum = 0;
            PreparedStatement select = device.isPack() ? pack : bms;
            select.setString(1, device.serialNumber());
            try (ResultSet row = select.executeQuery()) {
                int columns = row.getMetaData().getColumnCount();
                while (row.next()) {
                    for (int i = 1; i <= columns; i++) {
                        Object value = row.getObject(i);
                        if (value instanceof Array array) {
                            sum += Numbers.sum(array);
                        } else if (value instanceof Number number) {
                            sum += number.longValue();
                        }
                    }
                }
            }
            return sum;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private record Http(KeepAlive connection, String packTable, String bmsTable) implements Line {

        @Override
        public long ask(LatestFleet.Device device) throws IOException {
            String sql = select(device.isPack() ? packTable : bmsTable, "'" + device.serialNumber() + "'");
            long sum = 0;
            JsonNode answer =
                    JSON.readTree(connection.get("/exec?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8)));
            for (JsonNode row : answer.path("dataset")) {
                for (JsonNode value : row) {
                    sum += value.asLong();
                    for (JsonNode element : value) {
                        sum += element.asLong();
                    }
                }
            }
            return sum;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
