package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.query.ApiClient.Response;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that asks for a long history, takes its beginning and then nothing, holds one transaction; when it goes, that ends. */
final class ClientGoneIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final int ROWS = 500_000;
    private static final int SMALL_BUFFER_BYTES = 8_192;
    private static final String OPEN_TRANSACTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname ="
            + " current_database() AND pid <> pg_backend_pid() AND query LIKE 'SELECT (date_part%' AND state <> 'idle'";

    @Test
    void stopsReadingWhenItsClientGoes() throws Exception {
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) VALUES (1, 'L1')");
        API.sql("INSERT INTO bms_sample SELECT 1, '2026-01-01T00:00Z'::timestamptz + s * interval '1 second', now(),"
                + " gen_random_uuid(), 0, 0, 1000, 2000, 3000, 4000, null, null, null, null FROM generate_series(1, "
                + ROWS + ") s");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), API.port()));
            socket.getOutputStream()
                    .write(("GET /api/v1/devices/B1/history?bucket=raw&from=2026-01-01T00:00:00Z HTTP/1.1\r\n"
                                    + "Host: localhost\r\nAccept: text/csv\r\nAuthorization: Bearer "
                                    + ApiServerUnderTest.OPERATOR_TOKEN + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String beginning = new String(in.readNBytes(1_000), StandardCharsets.US_ASCII);
            assertThat(beginning).startsWith("HTTP/1.1 200 OK").contains("2026-01-01T00:00:01Z,");
            assertThat(API.value(OPEN_TRANSACTIONS)).isEqualTo("1");
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(API.value(OPEN_TRANSACTIONS))
                .isEqualTo("0"));
        Response still = API.operator().get("/api/v1/devices/B1/history?bucket=1d&from=2026-01-01T00:00:00Z");
        assertThat(still.json().at("/series/0/rows")).hasSize(6);
    }
}
