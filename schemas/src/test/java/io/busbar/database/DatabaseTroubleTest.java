package io.busbar.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseTroubleTest {

    @ParameterizedTest
    @CsvSource({
        "53100, DISK_FULL",
        "53200, OUT_OF_RESOURCES",
        "53300, TOO_MANY_CONNECTIONS",
        "53400, OUT_OF_RESOURCES",
        "25006, READ_ONLY",
        "28P01, REFUSES_LOG_IN",
        "28000, REFUSES_LOG_IN",
        "3D000, NO_SUCH_DATABASE",
        "42501, NOT_PERMITTED",
        "42P01, OTHER_SCHEMA",
        "22P04, OTHER_SCHEMA",
        "57P01, SHUT_DOWN",
        "57P03, STARTING",
        "57014, CANCELLED",
        "08006, GONE",
        "08P01, NOT_UNDERSTOOD",
        "40P01, CONFLICT",
        "23505, CONFLICT",
        "58030, DAMAGED",
        "XX000, UNKNOWN",
        "23514, UNKNOWN"
    })
    void isToldFromTheSqlState(String sqlState, DatabaseTrouble trouble) {
        assertThat(DatabaseTrouble.of(sqlState)).isEqualTo(trouble);
    }

    @Test
    void isALostServerWithoutASqlState() {
        assertThat(DatabaseTrouble.of(null)).isEqualTo(DatabaseTrouble.GONE);
    }

    @Test
    void namesACauseAndARemedyOfItsOwnEach() {
        Set<String> words = new HashSet<>();
        for (DatabaseTrouble trouble : DatabaseTrouble.values()) {
            assertThat(trouble.cause()).isNotBlank();
            assertThat(trouble.remedy()).isNotBlank();
            assertThat(words.add(trouble.cause() + trouble.remedy()))
                    .as(trouble.name())
                    .isTrue();
        }
    }
}
