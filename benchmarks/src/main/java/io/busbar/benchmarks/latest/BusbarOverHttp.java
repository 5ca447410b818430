package io.busbar.benchmarks.latest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Busbar's query API over HTTP: log-in, scope, the device's place, then its latest readings from memory. Thread-safe. */
public final class BusbarOverHttp implements Source {

    /** Ids of points that Busbar derives begin here: no other source answers them. */
    static final int FIRST_DERIVED_POINT = 10_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final String token;

    public BusbarOverHttp(int port, String token) {
        this.port = port;
        this.token = token;
    }

    @Override
    public String name() {
        return "busbar";
    }

    @Override
    public String description() {
        return "GET /devices/SN/latest of the query API over HTTP: who asks, what they may see and the readings are in memory,"
                + " and followed while they change";
    }

    @Override
    public Line open() throws IOException {
        return new Get(new KeepAlive(port, "Authorization: Bearer " + token + "\r\n"));
    }

    private record Get(KeepAlive connection) implements Line {

        @Override
        public long ask(LatestFleet.Device device) throws IOException {
            long sum = 0;
            JsonNode answer = JSON.readTree(connection.get("/api/v1/devices/" + device.serialNumber() + "/latest"));
            for (JsonNode reading : answer.path("readings")) {
                if (reading.path("point").asInt() < FIRST_DERIVED_POINT) {
                    sum += reading.path("value").asLong();
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
