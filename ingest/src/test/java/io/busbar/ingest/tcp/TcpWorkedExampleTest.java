package io.busbar.ingest.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.ingest.RawSocket;
import io.busbar.ingest.TestDoor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plays the example of docs/tcp-protocol.md; only the server's time may differ. */
@Timeout(60)
class TcpWorkedExampleTest {

    private static final Pattern STEP = Pattern.compile("```(client|door)\n([0-9a-f \n]+)```");

    @TempDir
    Path directory;

    @Test
    void happensAsItIsWritten() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "tcp-protocol.md"));
        MatchResult[] steps = STEP.matcher(document).results().toArray(MatchResult[]::new);
        assertThat(steps).hasSize(4);
        try (TestDoor door = new TestDoor(directory);
                RawSocket socket = new RawSocket(door.tcpPort())) {
            for (MatchResult step : steps) {
                byte[] bytes = HexFormat.of().parseHex(step.group(2).replaceAll("\\s", ""));
                if (step.group(1).equals("client")) {
                    socket.send(bytes);
                } else {
                    assertThat(withoutTime(socket.receive(bytes.length))).isEqualTo(withoutTime(bytes));
                }
            }
            assertThat(door.counted("accepted")).isEqualTo(1);
        }
    }

    /** Of a welcome, whose first byte is 0, or an ack. */
    private static byte[] withoutTime(byte[] answer) {
        byte[] copy = Arrays.copyOf(answer, answer.length);
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putLong(copy[0] == 0 ? 1 : 5, 0);
        return copy;
    }
}
