package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.measure.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Holds docs/frame.md to what the code does. */
class FrameDocumentTest {

    private final String document = read();

    @Test
    void showsTheGoldenFileByteForByte() {
        String example = between("<!-- without-clock.hex -->\n```\n", "```");

        assertThat(example).isEqualTo(HexFile.text("without-clock.hex"));
        assertThat(HexFile.parse(example)).containsExactly(GoldenFrame.WITHOUT_CLOCK.bytes());
    }

    @Test
    void showsTheSameFrameAsJson() {
        String example = between("<!-- without-clock.json -->\n```json\n", "```");

        assertThat(new FrameGate(Catalogue.load())
                        .json(
                                GoldenFrame.WITHOUT_CLOCK.frame().loggerSerialNumber(),
                                example.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(FrameOutcome.Valid.class, valid -> assertThat(valid.frame())
                        .containsExactly(GoldenFrame.WITHOUT_CLOCK.bytes()));
    }

    @Test
    void givesTheOffsetsOfTheSchema() {
        assertThat(document)
                .contains(row(LoggerFrameDecoder.bootIdEncodingOffset(), "bootId"))
                .contains(row(LoggerFrameDecoder.sequenceEncodingOffset(), "sequence"))
                .contains(row(LoggerFrameDecoder.observedAtMillisEncodingOffset(), "observedAtMillis"))
                .contains(row(LoggerFrameDecoder.uptimeMillisEncodingOffset(), "uptimeMillis"))
                .contains(row(LoggerFrameDecoder.revisionEncodingOffset(), "revision"))
                .contains(row(LoggerFrameDecoder.flagsEncodingOffset(), "flags"))
                .contains(row(LoggerFrameDecoder.reservedEncodingOffset(), "reserved"));
    }

    @Test
    void givesThePrecedenceOfTheExample() {
        Precedence precedence = Precedence.of(GoldenFrame.WITHOUT_CLOCK.bytes(), GoldenFrame.WITHOUT_CLOCK.frame());

        assertThat(document).contains("`" + new UUID(precedence.high(), precedence.low()) + "`");
    }

    @Test
    void explainsEveryReason() {
        for (Reason reason : Reason.values()) {
            assertThat(document).contains("| `" + reason.code() + "` |");
        }
    }

    private static String row(int offsetInBlock, String field) {
        return "| " + (FrameEnvelope.HEADER_BYTES + offsetInBlock) + " | " + field + " |";
    }

    private String between(String start, String end) {
        int from = document.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        int begin = from + start.length();
        return document.substring(begin, document.indexOf(end, begin));
    }

    private static String read() {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        try {
            return Files.readString(
                    Objects.requireNonNull(module.getParent()).resolve("docs").resolve("frame.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
