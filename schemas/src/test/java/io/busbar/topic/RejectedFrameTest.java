package io.busbar.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RejectedFrameTest {

    @Test
    void writesWhatAnOperatorReads() {
        RejectedFrame frame = new RejectedFrame("L1", "mqtt", "checksum", "it's \"off\"", new byte[] {0, (byte) 0xFF});

        assertThat(new String(frame.encode(), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "{\"logger\":\"L1\",\"transport\":\"mqtt\",\"reason\":\"checksum\",\"detail\":\"it's \\\"off\\\"\","
                                + "\"length\":2,\"payload\":\"AP8=\"}");
    }

    @Test
    void readsBackAsItWasWritten() throws IOException {
        Map<String, String> read = read(new RejectedFrame("L1", "tcp", "malformed", "压差\n🔋\0", new byte[] {1}));

        assertThat(read)
                .containsEntry("logger", "L1")
                .containsEntry("transport", "tcp")
                .containsEntry("reason", "malformed")
                .containsEntry("detail", "压差\n🔋\0")
                .containsEntry("length", "1")
                .containsEntry("payload", "AQ==");
    }

    @Test
    void keepsTheLengthButOnlyTheFirstBytesOfALongPayload() throws IOException {
        byte[] payload = new byte[RejectedFrame.MAX_KEPT_BYTES + 1];
        Arrays.fill(payload, (byte) 7);

        Map<String, String> read = read(new RejectedFrame("", "mqtt-json", "too-large", "", payload));

        assertThat(read).containsEntry("length", "16385").containsEntry("logger", "");
        assertThat(Base64.getDecoder().decode(read.get("payload")))
                .containsExactly(Arrays.copyOf(payload, RejectedFrame.MAX_KEPT_BYTES));
    }

    @Test
    void isWrittenEvenWithHalfOfACharacter() {
        RejectedFrame frame = new RejectedFrame("L1", "tcp", "bad-key", "a\ud83d", new byte[0]);

        assertThat(new String(frame.encode(), StandardCharsets.US_ASCII)).contains("\"detail\":\"a\\uD83D\"");
    }

    private static Map<String, String> read(RejectedFrame frame) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(frame.encode())) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                fields.put(field, json.getText());
            }
        }
        return fields;
    }
}
