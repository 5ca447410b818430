package io.busbar.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.topic.CommandStatus.Status;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggerCommandTest {

    private static final String TEXT =
            "{\"id\":\"c-1\",\"logger\":\"SN1\",\"expiresAt\":\"2026-01-31T12:00:00Z\",\"command\":{\"set\":[1,2.50]}}";

    @Test
    void readsWhatItWrote() {
        LoggerCommand command = LoggerCommand.decode(TEXT.getBytes(UTF_8));
        assertThat(command)
                .isEqualTo(
                        new LoggerCommand("c-1", "SN1", Instant.parse("2026-01-31T12:00:00Z"), "{\"set\":[1,2.50]}"));
        assertThat(new String(command.encode(), UTF_8)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            []         | a logger command is a JSON object
            {'id':'a'} | a logger command has id, logger, expiresAt and command
            {'id':'a','logger':'L','expiresAt':'soon','command':1} | expiresAt of a logger command is 'soon', expected such as 2026-01-31T12:00:00Z
            {'id':'a/b','logger':'L','expiresAt':'2026-01-31T12:00:00Z','command':1} | command with id 'a/b' for logger 'L': both must be 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
            """)
    void refusesWhatIsNoCommand(String json, String message) {
        assertThatThrownBy(() -> LoggerCommand.decode(json.replace('\'', '"').getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void keepsTheAnswerOfALogger() {
        CommandStatus status = CommandStatus.answered("c-1", "SN1", "{\"ok\":true}".getBytes(UTF_8));
        assertThat(new String(status.encode(), UTF_8))
                .isEqualTo("{\"id\":\"c-1\",\"logger\":\"SN1\",\"status\":\"answered\",\"answer\":{\"ok\":true}}");
        assertThat(CommandStatus.idOf(status.encode())).isEqualTo("c-1");
        assertThat(CommandStatus.answered("c-1", "SN1", new byte[0]).answer()).isNull();
        assertThat(new CommandStatus("c-1", "SN1", Status.EXPIRED, null)
                        .status()
                        .code())
                .isEqualTo("expired");
    }

    @Test
    void refusesAnAnswerThatIsTooLongOrNoJson() {
        assertThatThrownBy(() -> CommandStatus.answered("c-1", "SN1", new byte[5_000]))
                .hasMessage("answer of 5000 bytes to a command, allowed are 4096");
        assertThatThrownBy(() -> CommandStatus.answered("c-1", "SN1", "{} {}".getBytes(UTF_8)))
                .hasMessage("answer to a command with something behind its JSON");
        assertThatThrownBy(() -> CommandStatus.answered("c-1", "SN1", "{\"ok\"".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("answer to a command that is not JSON: ");
    }
}
