package io.busbar.benchmarks.latest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Busbar's query API over HTTP: log-in, scope, the device's place, then its latest readings from memory. Thread-safe. */
public final class BusbarOverHttp implements Source {

    /** Ids of points that Busbar derives begin here: no other source answers them. */
    static final int FIRST_DERIVED_POINT = 10_000_000;

    private static final JsonFactory JSON = new JsonFactory();

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
            byte[] answer = connection.get("/api/v1/devices/" + device.serialNumber() + "/latest");
            long sum = 0;
            int point = 0;
            try (JsonParser json = JSON.createParser(answer)) {
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token != JsonToken.VALUE_NUMBER_INT) {
                        continue;
                    }
                    if ("point".equals(json.currentName())) {
                        point = json.getIntValue();
                    } else if ("value".equals(json.currentName()) && point < FIRST_DERIVED_POINT) {
                        sum += json.getLongValue();
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
