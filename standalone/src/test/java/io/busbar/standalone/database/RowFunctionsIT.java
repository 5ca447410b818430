package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.postgres.FreshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the schema's own functions make of the lists in a row. */
@Tag("storage")
final class RowFunctionsIT {

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            textBlock =
                    """
                    smallint_at('\\x0cf68000fdda', 1)                 | 3318
                    smallint_at('\\x0cf68000fdda', 2)                 | null
                    smallint_at('\\x0cf68000fdda', 3)                 | -550
                    smallint_at('\\x0cf68000fdda', 4)                 | null
                    smallint_at('\\x7fff8001ffff0000', 1)             | 32767
                    smallint_at('\\x7fff8001ffff0000', 2)             | -32767
                    smallint_at('\\x7fff8001ffff0000', 3)             | -1
                    smallint_at('\\x7fff8001ffff0000', 4)             | 0
                    smallint_at('', 1)                                | null
                    smallints('\\x0cf68000fdda')                      | {3318,NULL,-550}
                    smallints('')                                     | {}
                    smallints(NULL)                                   | null
                    bytes('\\x0002ff')                                | {0,2,255}
                    bytes(NULL)                                       | null
                    point_value('{50,1400,1800}', '{1,-2,3}', 50)     | 1
                    point_value('{50,1400,1800}', '{1,-2,3}', 1400)   | -2
                    point_value('{50,1400,1800}', '{1,-2,3}', 1800)   | 3
                    point_value('{50,1400,1800}', '{1,-2,3}', 49)     | null
                    point_value('{50,1400,1800}', '{1,-2,3}', 1401)   | null
                    point_value('{50,1400,1800}', '{1,-2,3}', 1801)   | null
                    point_value('{}', '{}', 1)                        | null
                    """)
    void findOneReadingOrAll(String expression, String value) throws SQLException {
        try (Connection connection = POSTGRES.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT (" + expression + ")::text")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(value);
        }
    }
}
