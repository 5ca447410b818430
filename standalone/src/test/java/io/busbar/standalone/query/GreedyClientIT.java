package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody asks for everything, many times over, and takes next to nothing of it; others are answered as if nobody did. */
final class GreedyClientIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final int SMALL_BUFFER_BYTES = 4_096;
    private static final List<Socket> OPEN = new ArrayList<>();
    private static final String RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND query LIKE 'SELECT (date_part%' AND state <> 'idle'";

    @BeforeAll
    static void fillsTheTables() throws Exception {
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) VALUES (1, 'L1')");
        API.sql(
                "INSERT INTO bms_sample SELECT 1, '2026-01-01T00:00Z'::timestamptz + s * interval '1 second', now(),"
                        + " gen_random_uuid(), 0, 0, 1000, 2000, 3000, 4000, null, null, null, null FROM generate_series(1, 400000) s");
    }

    @AfterAll
    static void hangsUp() throws IOException {
        for (Socket socket : OPEN) {
            socket.close();
        }
    }

    @Test
    void keepsNobodyElseWaiting() throws Exception {
        ApiClient other = API.member("other@example.org", "GENERAL_USER");
        for (int i = 0; i < 10; i++) {
            ask();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> API.value(RUNNING).equals("2"));
        for (int i = 0; i < 10; i++) {
            assertThat(other.get(
                                    "/api/v1/devices/B1/history?bucket=1h&points=1100&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(API.value(RUNNING)).isEqualTo("2");
        ApiClient.Response refused = API.operator().get("/api/v1/devices/B1/history?bucket=raw");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("long answers of yours");
    }

    private static void ask() throws IOException {
        Socket socket = new Socket();
        OPEN.add(socket);
        socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), API.port()));
        socket.getOutputStream()
                .write(("GET /api/v1/devices/B1/history?bucket=raw&from=2026-01-01T00:00:00Z HTTP/1.1\r\n"
                                + "Host: localhost\r\nAccept: text/csv\r\nAuthorization: Bearer "
                                + ApiServerUnderTest.OPERATOR_TOKEN + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
