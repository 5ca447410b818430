package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptedTypesTest {

    private static final String[] OFFERED = {"application/json", "text/csv", "application/x-ndjson"};

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | text/csv",
                "TEXT/CSV | text/csv",
                "text/csv; charset=utf-8 | text/csv",
                "*/* | application/json",
                "text/* | text/csv",
                "application/* | application/json",
                "text/html, application/x-ndjson | application/x-ndjson",
                "text/csv, application/json | text/csv",
                "text/html, */*;q=0.1 | application/json",
                "text/csv;q=0.5, application/x-ndjson | application/x-ndjson",
                "application/json;q=0.1, text/csv | text/csv",
                "application/json; q=0.1 , text/csv ; Q=0.2 | text/csv",
                "*/*, application/json;q=0 | text/csv",
                "application/*;q=0.9, application/json;q=0.1 | application/x-ndjson",
                "text/csv;q=much | text/csv",
                ",, text/csv | text/csv"
            })
    void choosesWhatIsWantedMost(String header, String chosen) {
        assertThat(AcceptedTypes.of(header).best(OFFERED)).isEqualTo(chosen);
    }

    @Test
    void refusesWhatIsNotWanted() {
        for (String header :
                new String[] {"text/html", "text/csv;q=0", "*/*;q=0", "text", "*", ";", "application/jso"}) {
            assertThat(AcceptedTypes.of(header).best(OFFERED)).as(header).isNull();
        }
    }
}
