package io.busbar.jobs.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransactionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"22003", "22021", "23502", "23514", "44000", "54000", "P0001"})
    void takesWhatSpeaksOfRowsForARefusal(String sqlState) {
        assertThat(Transactions.isRefusal(new SQLException("no", sqlState))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "53100", "53200", "53300", "53400", "25006", "28P01", "28000", "57P01", "57P03", "57014", "08006",
                "08P01", "58030", "XX000", "40001", "40P01", "42P01", "42501", "22P03", "22P04", "23505"
            })
    void neverTakesTroubleOfTheServerForARefusal(String sqlState) {
        assertThat(Transactions.isRefusal(new SQLException("no", sqlState))).isFalse();
        assertThat(Transactions.isRefusal(new SQLException("no"))).isFalse();
    }
}
