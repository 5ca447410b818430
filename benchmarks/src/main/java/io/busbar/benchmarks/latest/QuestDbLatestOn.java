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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** QuestDB's LATEST ON over its history, the device a symbol with an index. Thread-safe. */
public final class QuestDbLatestOn implements Source {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final QuestDb server;
    private final String packTable;
    private final String bmsTable;
    private final boolean overHttp;

    /** Over HTTP with JSON, or over the protocol of PostgreSQL. */
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
                + (overHttp ? "over HTTP" : "over PostgreSQL's protocol");
    }

    @Override
    public Line open() throws IOException, SQLException {
        if (overHttp) {
            return new Http(new KeepAlive(server.ports().http(), ""), packTable, bmsTable);
        }
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.ports().postgres() + "/qdb", "admin", "quest");
        return new Wire(connection, connection.createStatement(), packTable, bmsTable);
    }

    /**
     * The device stands in the text: with a bound parameter, asked over several lines at once, QuestDB 9.3.4 answers with rows of other devices
     * or ends. It keeps the plans of texts that it has seen.
     */
    private static String select(LatestFleet.Device device, String packTable, String bmsTable) {
        return "SELECT * FROM " + (device.isPack() ? packTable : bmsTable) + " WHERE device = '" + device.serialNumber()
                + "' LATEST ON ts PARTITION BY device";
    }

    private record Wire(Connection connection, Statement statement, String packTable, String bmsTable) implements Line {

        @Override
        public long ask(LatestFleet.Device device) throws SQLException {
            long sum = 0;
            try (ResultSet row = statement.executeQuery(select(device, packTable, bmsTable))) {
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
            String sql = URLEncoder.encode(select(device, packTable, bmsTable), StandardCharsets.UTF_8);
            long sum = 0;
            JsonNode answer = JSON.readTree(connection.get("/exec?query=" + sql));
            for (JsonNode row : answer.path("dataset")) {
                for (JsonNode value : row) {
                    if (value.isArray()) {
                        for (JsonNode element : value) {
                            sum += element.longValue();
                        }
                    } else if (value.isNumber()) {
                        sum += value.longValue();
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
